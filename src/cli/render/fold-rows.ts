import type { Fold } from './step-sight.ts';
import type { TableRow } from './table.ts';

/** A row that may be folded together with like neighbours; null where it is always shown. */
export interface FoldableRow {
  /** Made where it is shown. */
  readonly row: () => TableRow;
  readonly fold: Fold | null;
}

/** Returns the rows with each long run of like neighbours folded into one line that counts what is not shown. */
export function foldRows(rows: readonly FoldableRow[]): TableRow[] {
  const shown: TableRow[] = [];
  for (let start = 0; start < rows.length; ) {
    const fold = rows[start]?.fold ?? null;
    const group = likeFrom(rows, start, fold);
    if (fold === null || group.length <= fold.most) shown.push(...group.map(({ row }) => row()));
    else shown.push(...folded(group, fold));
    start += group.length;
  }
  return shown;
}

/** The rows from `start` on that share its fold; that row alone where it has none. */
function likeFrom(rows: readonly FoldableRow[], start: number, fold: Fold | null): readonly FoldableRow[] {
  let end = start + 1;
  if (fold !== null) while (rows[end]?.fold === fold) end++;
  return rows.slice(start, end);
}

function folded(group: readonly FoldableRow[], fold: Fold): TableRow[] {
  const note = { note: `… ${group.length - fold.count} ${fold.keep === 'first' ? 'more ' : ''}${fold.word}` };
  const kept = fold.keep === 'first' ? group.slice(0, fold.count) : group.slice(group.length - fold.count);
  const rows = kept.map(({ row }) => row());
  return fold.keep === 'first' ? [...rows, note] : [note, ...rows];
}
