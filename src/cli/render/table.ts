import type { Tone, View } from './view.ts';
import { clean, displayWidth, padEnd, truncate } from './width.ts';

/** One cell: its text, and its colour where it has one. */
export type Cell = string | { readonly text: string; readonly tone: Tone };

/** A row of cells, or a line of its own that takes no part in the widths of the columns. */
export type TableRow = readonly Cell[] | { readonly note: string };

export interface TableOptions {
  /** Defaults to 2: columns left of every row. */
  readonly indent?: number;
  /** Columns that are left out, one after the other, before anything is cut. Defaults to none. */
  readonly drop?: readonly number[];
  /** Columns that are left out after these, where even the narrowest `shrink` column leaves no room. Defaults to none. */
  readonly spare?: readonly number[];
  /** The column that gives way first when a row is wider than the view, and how wide it stays. Defaults to none. */
  readonly shrink?: { readonly column: number; readonly least: number };
  /** A last column of remarks: it takes what room is left in its row. Defaults to none. */
  readonly remarks?: number;
}

const gap = 2;

/** Returns the text of a cell as it is shown: one line, without control characters. */
export function textOf(cell: Cell | undefined): string {
  return clean(typeof cell === 'object' ? cell.text : (cell ?? '')).replaceAll(/[\n\t]+/g, ' ');
}

/** Returns the rows as lines with aligned columns, cut at the view's width; no line when there is no row. */
export function renderTable(rows: readonly TableRow[], view: View, options: TableOptions = {}): string[] {
  const indent = options.indent ?? 2;
  const natural = naturalWidths(rows, options.remarks);
  const [next, ...others] = options.drop ?? [];
  if (next !== undefined && tableWidth(natural, indent) > view.width) {
    return renderTable(withoutColumn(rows, next), view, shifted({ ...options, drop: others }, next));
  }
  const [spare, ...spares] = options.spare ?? [];
  if (spare !== undefined && tableWidth(shrunk(natural, options), indent) > view.width) {
    return renderTable(withoutColumn(rows, spare), view, shifted({ ...options, spare: spares }, spare));
  }
  const widths = columnWidths(rows, view, indent, options);
  const margin = ' '.repeat(indent);
  return rows.map((row) => {
    if (isNote(row)) return margin + view.paint('faint', truncate(row.note, view.width - indent));
    const room = view.width - tableWidth(widths, indent) - gap;
    const last = row.findLastIndex(
      (cell, column) => textOf(cell) !== '' && (column !== options.remarks || room > 1),
    );
    const cells = row.slice(0, last + 1).map((cell, column) => {
      const width = column === options.remarks ? room : (widths[column] ?? 0);
      const text = truncate(textOf(cell), width);
      const filled = column === last ? text : padEnd(text, width);
      return typeof cell === 'object' ? paintText(view, cell.tone, filled) : filled;
    });
    return margin + cells.join(' '.repeat(gap));
  });
}

function withoutColumn(rows: readonly TableRow[], column: number): readonly TableRow[] {
  return rows.map((row) => (isNote(row) ? row : row.toSpliced(column, 1)));
}

/** The options of a table whose columns behind `column` have moved up. */
function shifted(
  { drop = [], spare = [], shrink, remarks, ...rest }: TableOptions,
  column: number,
): TableOptions {
  const moved = (each: number): number => (each > column ? each - 1 : each);
  return {
    ...rest,
    drop: drop.map(moved),
    spare: spare.map(moved),
    ...(shrink === undefined ? {} : { shrink: { ...shrink, column: moved(shrink.column) } }),
    ...(remarks === undefined ? {} : { remarks: moved(remarks) }),
  };
}

/** Colour belongs to the text, not to the spaces behind it. */
function paintText(view: View, tone: Tone, filled: string): string {
  const text = filled.trimEnd();
  return view.paint(tone, text) + filled.slice(text.length);
}

function isNote(row: TableRow): row is { readonly note: string } {
  return !Array.isArray(row);
}

/** Returns how wide the rows are before anything is cut. */
export function naturalWidth(rows: readonly TableRow[], indent: number): number {
  return tableWidth(naturalWidths(rows, undefined), indent);
}

/** The widths with the `shrink` column as narrow as it may be. */
function shrunk(widths: readonly number[], { shrink }: TableOptions): readonly number[] {
  return widths.map((width, column) => (column === shrink?.column ? Math.min(width, shrink.least) : width));
}

/** The widest cell per column; too wide for the view, first the `shrink` column and then the last ones give way. */
function columnWidths(
  rows: readonly TableRow[],
  view: View,
  indent: number,
  { shrink, remarks }: TableOptions,
): number[] {
  const widths = naturalWidths(rows, remarks);
  const others = widths.keys().toArray().reverse();
  const order = [
    ...(shrink === undefined ? [] : [shrink]),
    ...others.filter((column) => column !== shrink?.column).map((column) => ({ column, least: 6 })),
    // A line that is broken by the terminal cannot be read at all.
    ...(shrink === undefined ? [] : [{ column: shrink.column, least: 6 }]),
  ];
  let excess = tableWidth(widths, indent) - view.width;
  for (const { column, least } of order) {
    if (excess <= 0) break;
    const width = widths[column] ?? 0;
    const cut = Math.max(0, Math.min(excess, width - least));
    widths[column] = width - cut;
    excess -= cut;
  }
  return widths;
}

function naturalWidths(rows: readonly TableRow[], remarks: number | undefined): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    if (isNote(row)) continue;
    row.forEach((cell, column) => {
      if (column !== remarks) widths[column] = Math.max(widths[column] ?? 0, displayWidth(textOf(cell)));
    });
  }
  return widths;
}

function tableWidth(widths: readonly number[], indent: number): number {
  return indent + widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);
}
