/** How long a call waits for others. */
export interface Patience {
  /** On the clock of `performance.now()`. */
  readonly end: number;
  /** Ends the waiting with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Returns the patience that ends so many milliseconds from now. */
export function patienceOf(limitMs: number, signal?: AbortSignal): Patience {
  return { end: performance.now() + limitMs, signal };
}

/** Returns what is left of it in whole milliseconds, at least 1. */
export function remainingMs({ end }: Patience): number {
  return Math.max(1, Math.ceil(end - performance.now()));
}
