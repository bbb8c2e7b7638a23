import type { HeldColumn, HeldTable, HeldValue } from '../snapshot/snapshot.ts';
import type { LossKind, Sample } from '../report.ts';
import type { TableIntent } from './intent-types.ts';
import { keyAt, matchRows, pairAlike } from './match-rows.ts';
import { isSameValue } from './same-value.ts';
import { shownRow, shownValue } from './shown-row.ts';

/** What a script did to a table's rows and did not name. */
export interface TableLoss {
  readonly kind: LossKind;
  /** By its name before; null where whole rows are meant. */
  readonly column: string | null;
  readonly count: number;
  readonly samples: readonly Sample[];
  /** True where the column only got another type, and its values did not fit. */
  readonly byType: boolean;
}

const mostSamples = 3;
type Row = readonly HeldValue[];

/** A column that is there before and after. */
interface Kept {
  readonly before: HeldColumn;
  readonly from: number;
  readonly after: HeldColumn;
  readonly to: number;
  readonly isMeant: boolean;
  readonly isConverted: boolean;
}

/**
 * Returns what became of a table's rows beyond what `intent` means: empty where every row and value is accounted for. Rows are
 * matched by the first key whose values the script leaves alone, else as a whole. `mayAdd`: additions are meant.
 */
export function accountTable(
  before: HeldTable,
  after: HeldTable | null,
  intent: TableIntent,
  mayAdd: boolean,
): readonly TableLoss[] {
  if (after === null) return intent.removesRows ? [] : rowLoss('rows-lost', before, before.rows);
  const kept = keptColumns(before, after, intent);
  const key = findKey(before, kept, intent.isUnread);
  const columns = key ?? kept.filter(({ isMeant, isConverted }) => !isMeant && !isConverted);
  const byKey = matchRows(
    before.rows,
    after.rows,
    keyAt(columns.map(({ from }) => from)),
    keyAt(columns.map(({ to }) => to)),
  );
  const matched =
    key === null
      ? pairAlike(
          byKey,
          columns.map(({ from, to }) => [from, to]),
        )
      : byKey;
  return [
    ...(intent.removesRows ? [] : rowLoss('rows-lost', before, matched.lost)),
    ...(mayAdd ? [] : rowLoss('rows-added', after, matched.added)),
    ...kept.flatMap((column) => valueLoss(column, before, matched.pairs)),
    ...columnLoss(before, kept, intent, matched.pairs),
  ];
}

function keptColumns(before: HeldTable, after: HeldTable, intent: TableIntent): readonly Kept[] {
  return before.columns.flatMap((column, from) => {
    const name = intent.columns.get(column.name);
    const to = after.columns.findIndex((other) => other.name === name);
    const other = after.columns[to];
    if (other === undefined) return [];
    return {
      before: column,
      from,
      after: other,
      to,
      isMeant: intent.changes.has(column.name),
      isConverted: intent.converts.has(column.name),
    };
  });
}

/** Columns by which a row is known again; null where the script leaves no key alone. */
function findKey(before: HeldTable, kept: readonly Kept[], isUnread: boolean): readonly Kept[] | null {
  const steady = kept.filter(
    ({ isMeant, before: { isGenerated } }) => (!isMeant || isUnread) && !isGenerated,
  );
  for (const key of before.keys) {
    const columns = key.flatMap((name) => steady.find((column) => column.before.name === name) ?? []);
    if (columns.length === key.length && hasNoNull(before, columns)) return columns;
  }
  return null;
}

function hasNoNull({ rows }: HeldTable, columns: readonly Kept[]): boolean {
  return rows.every((row) => columns.every(({ from }) => row[from] !== null));
}

function rowLoss(kind: LossKind, table: HeldTable, rows: readonly Row[]): readonly TableLoss[] {
  if (rows.length === 0) return [];
  const samples = rows
    .slice(0, mostSamples)
    .map((row) => ({ row: shownRow(table, row), before: null, after: null }));
  return [{ kind, column: null, count: rows.length, samples, byType: false }];
}

function valueLoss(
  { before, from, after, to, isMeant, isConverted }: Kept,
  table: HeldTable,
  pairs: readonly (readonly [Row, Row])[],
): readonly TableLoss[] {
  if (isMeant || before.isGenerated || after.isGenerated) return [];
  const changed = pairs.filter(
    ([old, now]) =>
      !isSameValue(
        { meaning: before.meaning, value: old[from] ?? null },
        { meaning: after.meaning, value: now[to] ?? null },
      ),
  );
  const kinds = Map.groupBy(changed, ([, now]) =>
    (now[to] ?? null) === null ? 'value-nulled' : 'value-changed',
  );
  return [...kinds].map(([kind, rows]) => ({
    kind,
    column: before.name,
    count: rows.length,
    samples: rows.slice(0, mostSamples).map(([old, now]) => ({
      row: shownRow(table, old),
      before: shownValue(before.meaning, old[from] ?? null),
      after: shownValue(after.meaning, now[to] ?? null),
    })),
    byType: isConverted || before.meaning !== after.meaning,
  }));
}

/** A rebuild that leaves a column out, where DROP COLUMN would have named it. */
function columnLoss(
  table: HeldTable,
  kept: readonly Kept[],
  intent: TableIntent,
  pairs: readonly (readonly [Row, Row])[],
): readonly TableLoss[] {
  return table.columns.flatMap((column, at) => {
    const isMeant = intent.drops.has(column.name) || intent.changes.has(column.name) || column.isGenerated;
    if (isMeant || kept.some(({ from }) => from === at)) return [];
    const rows = pairs.filter(([row]) => row[at] !== null);
    if (rows.length === 0) return [];
    const samples = rows.slice(0, mostSamples).map(([row]) => ({
      row: shownRow(table, row),
      before: shownValue(column.meaning, row[at] ?? null),
      after: null,
    }));
    return [
      { kind: 'column-lost' as const, column: column.name, count: rows.length, samples, byType: false },
    ];
  });
}
