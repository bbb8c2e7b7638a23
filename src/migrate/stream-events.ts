import type { EventListener, RunEvent } from '../core/events.ts';

/**
 * Yields the events of a run as they happen; throws what the run throws, after its last event. A consumer that leaves
 * the loop early stops the run: what was committed stays.
 */
export async function* streamEvents(
  start: (emit: EventListener, signal: AbortSignal) => Promise<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<RunEvent, void, void> {
  const left = new AbortController();
  const queue: RunEvent[] = [];
  let wake: () => void = () => undefined;
  let outcome: { readonly error?: unknown } | null = null;
  const emit: EventListener = (event) => {
    queue.push(event);
    wake();
  };
  const signals = signal === undefined ? [left.signal] : [left.signal, signal];
  const run = start(emit, AbortSignal.any(signals)).then(
    () => (outcome = {}),
    (error: unknown) => (outcome = { error }),
  );
  void run.then(() => wake());
  try {
    for (;;) {
      for (let event = queue.shift(); event !== undefined; event = queue.shift()) yield event;
      if (outcome !== null) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    left.abort();
    await run;
  }
  const { error } = outcome as { readonly error?: unknown };
  if (error !== undefined) throw error;
}
