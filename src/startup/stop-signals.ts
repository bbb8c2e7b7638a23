const names = ['SIGTERM', 'SIGINT'] as const;

/** What stops a start from outside. */
export interface StopSignals {
  readonly signal: AbortSignal;
  /** The signal that the process got, or null. */
  readonly caught: () => string | null;
  /** Takes the handlers away. */
  readonly release: () => void;
}

/**
 * Returns a signal that SIGTERM, SIGINT and `given` abort. The first one takes the handlers away: a second one is the
 * application's, or ends the process.
 */
export function catchStopSignals(
  given: AbortSignal | undefined,
  isOn: boolean,
  onCaught: (name: string) => void,
): StopSignals {
  const stop = new AbortController();
  let caught: string | null = null;
  const handle = (name: NodeJS.Signals): void => {
    release();
    caught = name;
    onCaught(name);
    stop.abort(new Error(name));
  };
  function release(): void {
    for (const name of names) process.off(name, handle);
  }
  if (isOn) for (const name of names) process.on(name, handle);
  return {
    signal: given === undefined ? stop.signal : AbortSignal.any([stop.signal, given]),
    caught: () => caught,
    release,
  };
}
