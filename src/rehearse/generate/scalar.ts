/** A value while an expression is worked out. Moments are microseconds since 1970. */
export type Scalar = null | boolean | bigint | number | string;

/** Thrown for what cannot be worked out here. */
export class Unknown extends Error {
  override readonly name = 'Unknown';
}

/** The one that is thrown: a row is looked at thousands of times, and a new error costs more than all the rest. */
export const unknown: Unknown = new Unknown();

/** Returns what a condition says of a value: SQLite takes numbers, too. */
export function truthOf(value: Scalar): boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') throw unknown;
  return Number(value) !== 0;
}

/** Returns the order of two values: below, at or above 0. Throws Unknown for kinds that do not compare. */
export function compare(a: Exclude<Scalar, null>, b: Exclude<Scalar, null>): number {
  if (typeof a === 'string' || typeof b === 'string') {
    if (typeof a !== typeof b) throw unknown;
    return a === b ? 0 : a < b ? -1 : 1;
  }
  const [left, right] = [numeric(a), numeric(b)];
  return left === right || Number(left) - Number(right) === 0 ? exact(left, right) : left < right ? -1 : 1;
}

/** 1n and 1 are equal; two whole numbers beyond 2^53 may differ where their nearest doubles do not. */
function exact(left: bigint | number, right: bigint | number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Returns the number that a truth value or number is. */
export function numeric(value: Exclude<Scalar, null | string>): bigint | number {
  return typeof value === 'boolean' ? (value ? 1n : 0n) : value;
}
