import type { Fold } from './step-sight.ts';
import type { TableRow } from './table.ts';

/** A row that may be folded together with like neighbours; null where it is always shown. */
export interface FoldableRow {
  readonly row: TableRow;
  readonly fold: Fold | null;
}

/** Returns the rows with each long run of like neighbours folded into one line that counts what is not shown. */
export function foldRows(rows: readonly FoldableRow[]): TableRow[] {
  const shown: TableRow[] = [];
  for (let start = 0; start < rows.length; ) {
    const fold = rows[start]?.fold ?? null;
    const group = likeFrom(rows, start, fold);
    if (fold === null || group.length <= fold.most) shown.push(...group);
    else shown.push(...folded(group, fold));
    start += group.length;
  }
  return shown;
}

/** The rows from `start` on that share its fold; that row alone where it has none. */
function likeFrom(rows: readonly FoldableRow[], start: number, fold: Fold | null): readonly TableRow[] {
  const other = rows.findIndex((row, index) => index > start && (fold === null || row.fold !== fold));
  return rows.slice(start, other === -1 ? rows.length : other).map(({ row }) => row);
}

function folded(group: readonly TableRow[], fold: Fold): TableRow[] {
  const note = { note: `… ${group.length - fold.count} ${fold.keep === 'first' ? 'more ' : ''}${fold.word}` };
  return fold.keep === 'first'
    ? [...group.slice(0, fold.count), note]
    : [note, ...(fold.count === 0 ? [] : group.slice(-fold.count))];
}
