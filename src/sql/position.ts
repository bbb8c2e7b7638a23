import type { Script } from '../core/migration.ts';

/** A place in a text as editors show it: both from 1, columns in code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Returns the place of a UTF-16 offset; an offset beyond the end is the end. */
export function positionAt(text: string, offset: number): Position {
  const end = Math.min(Math.max(offset, 0), text.length);
  let line = 1;
  let lineStart = 0;
  let newline = text.indexOf('\n');
  while (newline !== -1 && newline < end) {
    line += 1;
    lineStart = newline + 1;
    newline = text.indexOf('\n', lineStart);
  }
  return { line, column: countCodePoints(text.slice(lineStart, end)) + 1 };
}

/** Returns the place on disk of an offset into the executed text, which lacks some header lines of the file. */
export function diskPosition(script: Pick<Script, 'text' | 'diskLines'>, offset: number): Position {
  const { line, column } = positionAt(script.text, offset);
  return { line: script.diskLines[line - 1] ?? line, column };
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
