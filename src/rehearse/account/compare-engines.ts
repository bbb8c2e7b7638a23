import type { HeldColumn, HeldTable, HeldValue, Snapshot } from '../snapshot/snapshot.ts';
import type { Sample } from '../report.ts';
import { keyAt, matchRows, pairAlike } from './match-rows.ts';
import { shownRow, shownValue } from './shown-row.ts';

/** What one engine holds and the other does not. */
export interface EngineDifference {
  readonly table: string;
  /** Null where whole rows are missing on one side. */
  readonly column: string | null;
  /** The side that lacks the rows; null where values differ. */
  readonly missingOn: 'postgres' | 'sqlite' | null;
  readonly count: number;
  readonly samples: readonly Sample[];
}

/** When a script ran, in milliseconds since 1970: what both engines took for the present moment lies in it. */
export interface Moment {
  readonly from: number;
  readonly to: number;
}

type Row = readonly HeldValue[];
const mostSamples = 3;

/**
 * Returns where two engines hold other rows or values in tables that both have, by value; empty where nothing differs. What was
 * told before is in `known` and is not told again; what is told is put into it.
 */
export function compareEngines(
  postgres: Snapshot,
  sqlite: Snapshot,
  known: Set<string>,
  moments: readonly Moment[],
): readonly EngineDifference[] {
  return [...postgres.values()].flatMap((table) => {
    const other = sqlite.get(table.name);
    return other === undefined ? [] : compareTable(table, other, known, moments);
  });
}

function compareTable(
  postgres: HeldTable,
  sqlite: HeldTable,
  known: Set<string>,
  moments: readonly Moment[],
): readonly EngineDifference[] {
  const shared = postgres.columns.flatMap((column, from) => {
    const to = sqlite.columns.findIndex(({ name }) => name === column.name);
    return to < 0 ? [] : [{ column, from, to }];
  });
  const ownKey = commonKey(postgres, sqlite);
  const key = ownKey ?? shared.map(({ column }) => column.name);
  const places = (table: HeldTable): readonly number[] =>
    key.map((name) => table.columns.findIndex((column) => column.name === name));
  const keyOf = keyAt(places(postgres));
  const byKey = matchRows(postgres.rows, sqlite.rows, keyOf, keyAt(places(sqlite)));
  const matched =
    ownKey === null
      ? pairAlike(
          byKey,
          shared.map(({ from, to }) => [from, to]),
        )
      : byKey;
  const isNew = (fact: string): boolean => !known.has(fact) && known.add(fact) !== undefined;
  const lacking = (
    missingOn: 'postgres' | 'sqlite',
    table: HeldTable,
    rows: readonly Row[],
  ): EngineDifference[] => {
    const keyIn = keyAt(places(table));
    const fresh = rows.filter((row) => isNew(`${table.name} ${missingOn} ${keyIn(row)}`));
    if (fresh.length === 0) return [];
    const samples = fresh
      .slice(0, mostSamples)
      .map((row) => ({ row: shownRow(table, row), before: null, after: null }));
    return [{ table: table.name, column: null, missingOn, count: fresh.length, samples }];
  };
  return [
    ...lacking('sqlite', postgres, matched.lost),
    ...lacking('postgres', sqlite, matched.added),
    ...shared.flatMap(({ column, from, to }): EngineDifference[] => {
      const differing = matched.pairs.filter(
        ([left, right]) =>
          !isEqual(column, left[from] ?? null, right[to] ?? null, moments) &&
          isNew(`${postgres.name}.${column.name} ${keyOf(left)} ${left[from]} ${right[to]}`),
      );
      if (differing.length === 0) return [];
      const samples = differing.slice(0, mostSamples).map(([left, right]) => ({
        row: shownRow(postgres, left),
        before: shownValue(column.meaning, left[from] ?? null),
        after: shownValue(column.meaning, right[to] ?? null),
      }));
      return [
        { table: postgres.name, column: column.name, missingOn: null, count: differing.length, samples },
      ];
    }),
  ];
}

/** A key that both engines have, without a NULL in it. */
function commonKey(a: HeldTable, b: HeldTable): readonly string[] | null {
  const isUsable = (table: HeldTable, key: readonly string[]): boolean => {
    const places = key.map((name) => table.columns.findIndex((column) => column.name === name));
    return table.rows.every((row) =>
      places.every((place) => row[place] !== null && row[place] !== undefined),
    );
  };
  const others = new Set(b.keys.map((key) => JSON.stringify(key.toSorted())));
  const common = a.keys.find(
    (key) => others.has(JSON.stringify(key.toSorted())) && isUsable(a, key) && isUsable(b, key),
  );
  return common ?? null;
}

/** Moments are equal to the coarser side's unit, and where both are that of the run itself. */
function isEqual(column: HeldColumn, left: HeldValue, right: HeldValue, moments: readonly Moment[]): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (column.meaning === 'real')
    return Math.fround(Number(left)) === Math.fround(Number(right)) && isShort(left, right);
  if (column.meaning !== 'timestamp' || !/^-?\d+$/.test(left) || !/^-?\d+$/.test(right)) return false;
  const [a, b] = [BigInt(left), BigInt(right)];
  for (const unit of [1_000n, 1_000_000n]) if (b % unit === 0n && a / unit === b / unit) return true;
  const isPresent = (micros: bigint): boolean =>
    moments.some(({ from, to }) => Number(micros / 1_000n) >= from && Number(micros / 1_000n) <= to);
  return isPresent(a) && isPresent(b);
}

/** PostgreSQL prints a `real` with at most nine digits. */
function isShort(...values: readonly string[]): boolean {
  return values.some((value) => value.replace(/\D/g, '').length <= 9);
}
