import type { HeldValue } from '../snapshot/snapshot.ts';

type Row = readonly HeldValue[];

/** Which rows are the same one before and after. */
export interface MatchedRows {
  readonly pairs: readonly (readonly [before: Row, after: Row])[];
  readonly lost: readonly Row[];
  readonly added: readonly Row[];
}

/**
 * Returns rows with equal keys as pairs, in the order before; several of one key one by one, in their order. `keyOf` gives the
 * text by which a row is known.
 */
export function matchRows(
  before: readonly Row[],
  after: readonly Row[],
  keyBefore: (row: Row) => string,
  keyAfter: (row: Row) => string,
): MatchedRows {
  const waiting = new Map<string, Row[]>();
  for (const row of after.toReversed()) {
    const key = keyAfter(row);
    const known = waiting.get(key);
    if (known === undefined) waiting.set(key, [row]);
    else known.push(row);
  }
  const pairs: (readonly [Row, Row])[] = [];
  const lost: Row[] = [];
  for (const row of before) {
    const found = waiting.get(keyBefore(row))?.pop();
    if (found === undefined) lost.push(row);
    else pairs.push([row, found]);
  }
  const taken = new Set(pairs.map(([, row]) => row));
  return { pairs, lost, added: after.filter((row) => !taken.has(row)) };
}

/** Returns what tells rows apart: the values at these places. */
export function keyAt(places: readonly number[]): (row: Row) => string {
  return (row) => JSON.stringify(places.map((place) => row[place] ?? null));
}
