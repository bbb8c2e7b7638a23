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

/** Beyond that many nobody looks at single rows, and comparing each with each takes too long. */
const mostLeft = 300;

/**
 * Returns the match with rows that were left over paired by likeness: those that agree in at least half of the columns, the
 * likest first come. For tables without a key, where a row with another value would be one lost and one added.
 */
export function pairAlike(
  { pairs, lost, added }: MatchedRows,
  columns: readonly (readonly [before: number, after: number])[],
): MatchedRows {
  if (lost.length > mostLeft || added.length > mostLeft) return { pairs, lost, added };
  const alike = (before: Row, after: Row): number =>
    columns.filter(([from, to]) => before[from] === after[to]).length;
  const found = lost
    .flatMap((before) => added.map((after) => ({ before, after, count: alike(before, after) })))
    .filter(({ count }) => count * 2 >= columns.length && count > 0)
    .toSorted((a, b) => b.count - a.count);
  const taken = new Set<Row>();
  const more: (readonly [Row, Row])[] = [];
  for (const { before, after } of found) {
    if (taken.has(before) || taken.has(after)) continue;
    taken.add(before).add(after);
    more.push([before, after]);
  }
  return {
    pairs: [...pairs, ...more],
    lost: lost.filter((row) => !taken.has(row)),
    added: added.filter((row) => !taken.has(row)),
  };
}

/** Returns what tells rows apart: the values at these places. */
export function keyAt(places: readonly number[]): (row: Row) => string {
  return (row) => JSON.stringify(places.map((place) => row[place] ?? null));
}
