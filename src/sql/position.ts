import type { Script } from '../core/migration.ts';

/** A place in a text as editors show it: both from 1, columns in code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Returns the place of a UTF-16 offset; an offset beyond the end is the end. For many offsets see `positionsIn`. */
export function positionAt(text: string, offset: number): Position {
  return positionsIn(text)(offset);
}

/** Returns `positionAt` for one text, which is looked through once, at the first call. */
export function positionsIn(text: string): (offset: number) => Position {
  let starts: readonly number[] | null = null;
  return (offset) => {
    starts ??= lineStarts(text);
    const end = Math.min(Math.max(offset, 0), text.length);
    const line = countUpTo(starts, end);
    return { line, column: countCodePoints(text.slice(starts[line - 1], end)) + 1 };
  };
}

/** Returns the place on disk of an offset into the executed text, which lacks some header lines of the file. */
export function diskPosition(script: Pick<Script, 'text' | 'leftOut'>, offset: number): Position {
  return diskPositionsIn(script)(offset);
}

/** Returns `diskPosition` for one script, which is looked through once, at the first call. */
export function diskPositionsIn(script: Pick<Script, 'text' | 'leftOut'>): (offset: number) => Position {
  const positionOf = positionsIn(script.text);
  return (offset) => {
    const { line, column } = positionOf(offset);
    return { line: diskLine(line, script.leftOut), column };
  };
}

function diskLine(line: number, leftOut: readonly number[]): number {
  return leftOut.reduce((disk, left) => (left <= disk ? disk + 1 : disk), line);
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** How many of the ascending numbers are at most `limit`. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
