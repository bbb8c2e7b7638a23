import type { View } from './view.ts';
import { clean, displayWidth, truncate } from './width.ts';

/** A few lines of a file around the one that is meant. */
export interface Excerpt {
  /** The number of the first of `lines`. */
  readonly firstLine: number;
  readonly lines: readonly string[];
  readonly line: number;
  /** From 1, in code points; null where only the line is known. */
  readonly column: number | null;
}

/** Returns the lines around `line` (two before, none after); null where the text has no such line. */
export function excerptOf(text: string, line: number, column: number | null): Excerpt | null {
  const all = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (line < 1 || line > all.length) return null;
  const firstLine = Math.max(1, line - 2);
  const lines = all.slice(firstLine - 1, line);
  const near = cutAround(lines.pop() ?? '', column ?? 1);
  return {
    firstLine,
    lines: [...lines.map((each) => cutAround(each, 1).text), near.text],
    line,
    column: column === null ? null : near.column,
  };
}

/** The lines of a data script may be megabytes long, and nobody wants one of them on a screen or in a log. */
const longestLine = 1000;

function cutAround(line: string, column: number): { readonly text: string; readonly column: number } {
  if (line.length <= longestLine) return { text: line, column };
  let offset = 0;
  for (let left = column - 1; left > 0 && offset < line.length; left--)
    offset += (line.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  const from = offset < longestLine / 2 ? 0 : offset - longestLine / 2;
  const start = from === 0 ? '' : '…';
  const end = from + longestLine < line.length ? '…' : '';
  const text = `${start}${line.slice(from, from + longestLine)}${end}`;
  return { text, column: prefixLength(start + line.slice(from, offset)) + 1 };
}

function prefixLength(text: string): number {
  return [...text].length;
}

/** Returns the excerpt with line numbers, and a caret under the column that is meant. */
export function renderExcerpt(excerpt: Excerpt, view: View, indent: number): string[] {
  const digits = String(excerpt.line).length;
  const margin = ' '.repeat(indent);
  const room = view.width - indent - digits - 3;
  // A long line is cut on its left too, so that the caret stays on the screen.
  const target = flat(excerpt.lines.at(-1) ?? '');
  const before =
    excerpt.column === null ? 0 : flat(prefixOf(excerpt.lines.at(-1) ?? '', excerpt.column)).length;
  const start = before > room - 20 && target.length > room ? before - Math.floor(room / 2) : 0;
  const lines = excerpt.lines.map((text, index) => {
    const number = String(excerpt.firstLine + index).padStart(digits);
    const shown = index === excerpt.lines.length - 1 ? cutLeft(target, start) : flat(text);
    return `${margin}${view.paint('faint', `${number} │`)} ${truncate(shown, room)}`.trimEnd();
  });
  if (excerpt.column === null) return lines;
  const offset = displayWidth(cutLeft(target, start).slice(0, before - start));
  const gutter = `${' '.repeat(digits)} │`;
  return [...lines, `${margin}${view.paint('faint', gutter)} ${' '.repeat(offset)}${view.paint('bad', '^')}`];
}

function prefixOf(line: string, column: number): string {
  return [...line].slice(0, column - 1).join('');
}

function flat(text: string): string {
  return clean(text).replaceAll('\t', '  ');
}

function cutLeft(text: string, start: number): string {
  return start === 0 ? text : `…${text.slice(start + 1)}`;
}
