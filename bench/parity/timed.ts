/** How long one piece of work took by the clock, and of the processor, with the threads that compile and collect garbage beside it. */
export interface Timed<T> {
  readonly ms: number;
  readonly cpuMs: number;
  readonly value: T;
}

export async function timed<T>(work: () => T | Promise<T>): Promise<Timed<T>> {
  const before = process.cpuUsage();
  const start = performance.now();
  const value = await work();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000, value };
}

/** Returns the least of each. */
export function least(runs: readonly Omit<Timed<unknown>, 'value'>[]): Omit<Timed<unknown>, 'value'> {
  return {
    ms: Math.min(...runs.map(({ ms }) => ms)),
    cpuMs: Math.min(...runs.map(({ cpuMs }) => cpuMs)),
  };
}
