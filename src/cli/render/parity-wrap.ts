import type { MarkedPiece } from './parity-marks.ts';
import { displayWidth } from './width.ts';

/** A continued line is set in by this much more than the line that it continues. */
const hanging = 2;

/**
 * Returns SQL as lines of at most a width, none of it left out: broken at its own line feeds, then at white space, then between
 * words, and inside a word only where it is wider than the line. No line for no piece.
 */
export function wrapMarked(
  pieces: readonly MarkedPiece[],
  width: number,
): readonly (readonly MarkedPiece[])[] {
  return splitLines(pieces).flatMap((line) => wrapLine(line, width));
}

function splitLines(pieces: readonly MarkedPiece[]): MarkedPiece[][] {
  if (pieces.length === 0) return [];
  const lines: MarkedPiece[][] = [[]];
  for (const { text, differs } of pieces) {
    text.split('\n').forEach((part, index) => {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ text: part, differs });
    });
  }
  return lines;
}

function wrapLine(line: readonly MarkedPiece[], width: number): MarkedPiece[][] {
  // The margin may be part of a word: of a function's body, which is one string.
  const margin = line
    .map(({ text }) => text)
    .join('')
    .search(/\S|$/);
  const indent: MarkedPiece = {
    text: ' '.repeat(Math.min(margin, Math.floor(width / 2)) + hanging),
    differs: false,
  };
  const room = width - displayWidth(indent.text);
  const lines: MarkedPiece[][] = [[]];
  let used = 0;
  let filled = false;
  const put = (piece: MarkedPiece): void => {
    lines.at(-1)?.push(piece);
    used += displayWidth(piece.text);
  };
  for (const chunk of chunksOf(line).flatMap((each) => fit(each, room))) {
    const space = chunk[0] !== undefined && isSpace(chunk[0]);
    const wide = chunk.reduce((sum, { text }) => sum + displayWidth(text), 0);
    if (filled && used + wide > width) {
      lines.push([]);
      used = 0;
      put(indent);
      filled = false;
      if (space) continue;
    }
    // The spaces at which a line was broken are gone; those at the beginning of the SQL's own line stay.
    if (space && !filled && lines.length > 1) continue;
    chunk.forEach(put);
    filled ||= !space;
  }
  return lines.map(trimEnd);
}

/** White space, and what stands between white space. */
function chunksOf(line: readonly MarkedPiece[]): MarkedPiece[][] {
  const chunks: MarkedPiece[][] = [];
  for (const piece of line) {
    const before = chunks.at(-1)?.at(-1);
    if (before === undefined || isSpace(piece) !== isSpace(before)) chunks.push([piece]);
    else chunks.at(-1)?.push(piece);
  }
  return chunks;
}

/** A chunk that is wider than a line comes apart into its words, and a word that is still wider into what fits. */
function fit(chunk: readonly MarkedPiece[], width: number): (readonly MarkedPiece[])[] {
  if (chunk.reduce((sum, { text }) => sum + displayWidth(text), 0) <= width) return [chunk];
  return chunk.flatMap(({ text, differs }) =>
    // A string or a function's body is one word with spaces in it.
    text
      .split(/(\s+)/)
      .filter((part) => part !== '')
      .flatMap((part) => cutWide(part, width))
      .map((part) => [{ text: part, differs }]),
  );
}

function cutWide(text: string, width: number): string[] {
  const parts = [''];
  let used = 0;
  for (const character of text) {
    const wide = displayWidth(character);
    if (used + wide > width && used > 0) {
      parts.push('');
      used = 0;
    }
    parts[parts.length - 1] += character;
    used += wide;
  }
  return parts;
}

function trimEnd(line: readonly MarkedPiece[]): MarkedPiece[] {
  return line.slice(0, line.findLastIndex((piece) => !isSpace(piece)) + 1);
}

function isSpace({ text }: MarkedPiece): boolean {
  return text.trim() === '';
}
