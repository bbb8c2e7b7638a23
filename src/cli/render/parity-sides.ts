import type { SqlColumn, SqlColumns } from './parity-columns.ts';
import { type MarkedPiece, markDifferences } from './parity-marks.ts';
import { wrapMarked } from './parity-wrap.ts';
import type { View } from './view.ts';
import { displayWidth } from './width.ts';

/** Below it two columns are too narrow to read SQL in. */
const leastForColumns = 90;
/** Where lines have no end: wide enough, and a log's page still holds it. */
const unboundedWidth = 140;
const rule = ' │ ';

/** A line of one side, and how it looks. */
interface SideLine {
  readonly text: string;
  readonly painted: string;
}

/**
 * Returns the SQL of both sides as lines with a margin: two columns, or one above the other where there is no room for them. Each
 * begins with its title and the place in the files. A side that has nothing says so. None of it is cut.
 */
export function renderSides(columns: SqlColumns, view: View, indent: number): string[] {
  const width = (Number.isFinite(view.width) ? view.width : unboundedWidth) - indent;
  const margin = ' '.repeat(indent);
  const half = Math.floor((width - rule.length) / 2);
  // A place is there to be opened: it is not broken for the sake of columns.
  const fits = columns.every(({ place }) => displayWidth(place ?? '') <= half);
  const inColumns = fits && width + indent >= leastForColumns;
  const each = inColumns ? half : width;
  const marked = markDifferences(columns);
  const left = headed(columns[0], marked[0], view, each);
  const right = headed(columns[1], marked[1], view, each);
  if (!inColumns) {
    const lines = [left, right].flatMap((side) => [...side.heading, ...side.sql]);
    return lines.map(({ painted }) => (painted === '' ? '' : margin + painted));
  }
  // The SQL of both begins on one line.
  const height = Math.max(left.heading.length, right.heading.length);
  return besides(linesOf(left, height), linesOf(right, height), view).map((line) => margin + line);
}

/** One side: what stands above its SQL, and its SQL. */
interface Headed {
  readonly heading: readonly SideLine[];
  readonly sql: readonly SideLine[];
}

function linesOf({ heading, sql }: Headed, height: number): readonly SideLine[] {
  const blank = Array.from({ length: height - heading.length }, () => ({ text: '', painted: '' }));
  return [...heading, ...blank, ...sql];
}

function besides(left: readonly SideLine[], right: readonly SideLine[], view: View): string[] {
  // No wider than what stands in it, so that short ones are beside each other.
  const leftWidth = Math.max(...left.map(({ text }) => displayWidth(text)));
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const { text, painted } = left[index] ?? { text: '', painted: '' };
    const filled = painted + ' '.repeat(leftWidth - displayWidth(text));
    const bar = view.paint('faint', rule.trimEnd());
    const beside = right[index]?.painted ?? '';
    return `${filled}${bar}${beside === '' ? '' : ` ${beside}`}`;
  });
}

function headed(
  { title, place, sql }: SqlColumn,
  pieces: readonly MarkedPiece[],
  view: View,
  width: number,
): Headed {
  const lines = wrapMarked(pieces, width).map((line) => ({
    text: textOf(line),
    painted: line.map(({ text, differs }) => (differs ? view.paint('warn', text) : text)).join(''),
  }));
  const nothing = { text: '(nothing)', painted: view.paint('faint', '(nothing)') };
  return { heading: headingOf(title, place, view, width), sql: sql === null ? [nothing] : lines };
}

function headingOf(title: string, place: string | null, view: View, width: number): SideLine[] {
  const head = { text: title, painted: view.paint('strong', title) };
  if (place === null) return [head];
  const beside = `${title}  ${place}`;
  if (displayWidth(beside) <= width) {
    return [{ text: beside, painted: `${head.painted}  ${view.paint('faint', place)}` }];
  }
  const parts = wrapMarked([{ text: place, differs: false }], width).map(textOf);
  return [head, ...parts.map((text) => ({ text, painted: view.paint('faint', text) }))];
}

function textOf(pieces: readonly MarkedPiece[]): string {
  return pieces.map(({ text }) => text).join('');
}
