/** Whether this is the run that takes minutes (`npm run test:crash`). */
export const isLong: boolean = process.env['LOCKSTEP_TEST_MODE'] === 'crash';

/** How many steps a random program has. */
export const length = 40;

/** With so many programs everything that can be met is met. */
export const enough = 500;

/** How many programs are run; `LOCKSTEP_TEST_RUNS=N` tries another number. */
export const sequences = ({ short, long }: { readonly short: number; readonly long: number }): number =>
  Number(process.env['LOCKSTEP_TEST_RUNS'] ?? (isLong ? long : short));

/** A counterexample takes a hundred runs and more to become small. */
export const timeout: number = isLong ? 3_600_000 : 120_000;
