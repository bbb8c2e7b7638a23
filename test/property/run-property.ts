import * as fc from 'fast-check';

/** The same for every property of a run: `LOCKSTEP_TEST_SEED=N` repeats it, or tries another. */
export const seed: number = Number(process.env['LOCKSTEP_TEST_SEED'] ?? 20_261);

const isLong = process.env['LOCKSTEP_TEST_MODE'] === 'crash';

/** How long one property goes on in the long run. */
const longMs = 20_000;

/** What a test of a property needs beside its own time. */
export const propertyTimeout = 3 * longMs;

/**
 * Tries a property `runs` times, in the long run for as long as it may take; a failure shows seed, path and the
 * smallest counterexample found.
 */
export function holds<T>(property: fc.IRawProperty<T>, runs: number): Promise<void> | void {
  const limits: fc.Parameters<T> = isLong
    ? { numRuns: 1_000_000, interruptAfterTimeLimit: longMs, markInterruptAsFailure: false }
    : { numRuns: runs };
  return fc.assert(property, { seed, ...limits });
}
