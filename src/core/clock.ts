/**
 * Milliseconds of a clock that only goes forward, for measuring how long something takes. Not `performance.now()`: the first
 * look at `performance` loads a module, which a start would pay for.
 */
export function clockMs(): number {
  return process.uptime() * 1000;
}
