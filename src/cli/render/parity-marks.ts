import type { SqlColumn, SqlColumns } from './parity-columns.ts';
import type { Token } from '../../sql/token.ts';
import { tokenize } from '../../sql/tokenize.ts';

/** A piece of SQL, white space included; the pieces of a text make up the whole of it. */
export interface MarkedPiece {
  readonly text: string;
  /** True for a word that the other side lacks. */
  readonly differs: boolean;
}

export type MarkedColumns = readonly [left: readonly MarkedPiece[], right: readonly MarkedPiece[]];

/** Places of tokens. */
type Places = ReadonlySet<number>;

/** As long as any statement that a person reads; beyond it nothing is marked. */
const longestComparison = 2_000_000;

/**
 * Returns the SQL of both columns in pieces, with the words marked that the other one lacks, wherever they stand; where both
 * have the same words in another order, those that have changed places. Case and quotes make no difference, commas and
 * parentheses say nothing. Nothing is marked where one side has nothing; that side has no pieces.
 */
export function markDifferences([left, right]: SqlColumns): MarkedColumns {
  const tokens = [tokensOf(left), tokensOf(right)] as const;
  const isMarked = left.sql !== null && right.sql !== null;
  const marks =
    isMarked && tokens[0].length * tokens[1].length <= longestComparison
      ? differingPlaces(tokens[0].map(meaningOf), tokens[1].map(meaningOf))
      : [new Set<number>(), new Set<number>()];
  return [
    piecesOf(left.sql ?? '', tokens[0], marks[0] ?? new Set()),
    piecesOf(right.sql ?? '', tokens[1], marks[1] ?? new Set()),
  ];
}

function tokensOf({ engine, sql }: SqlColumn): readonly Token[] {
  return sql === null ? [] : tokenize(engine, sql);
}

function piecesOf(text: string, tokens: readonly Token[], marked: Places): readonly MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  let end = 0;
  const add = (piece: string, differs: boolean): void => {
    if (piece !== '') pieces.push({ text: piece, differs });
  };
  tokens.forEach((token, index) => {
    add(text.slice(end, token.start), false);
    add(token.text, marked.has(index));
    end = token.end;
  });
  add(text.slice(end), false);
  return pieces;
}

function meaningOf({ kind, text }: Token): string {
  if (kind === 'word') return text.toLowerCase();
  if (kind === 'symbol' && /^[(),;]$/.test(text)) return '';
  return kind === 'quoted-identifier' ? text.slice(1, -1).toLowerCase() : text;
}

function differingPlaces(left: readonly string[], right: readonly string[]): readonly [Places, Places] {
  const moved = movedPlaces(left, right);
  const lacking = [lackedBy(right, left, moved[0]), lackedBy(left, right, moved[1])] as const;
  return lacking[0].size + lacking[1].size > 0 ? lacking : moved;
}

/** Of the places given, those of words that the others have less often. */
function lackedBy(others: readonly string[], own: readonly string[], places: Places): Places {
  const surplus = new Map<string, number>();
  for (const word of own) surplus.set(word, (surplus.get(word) ?? 0) + 1);
  for (const word of others) surplus.set(word, (surplus.get(word) ?? 0) - 1);
  const lacking = new Set<number>();
  for (const place of places) {
    const word = own[place] ?? '';
    const left = surplus.get(word) ?? 0;
    if (left <= 0) continue;
    lacking.add(place);
    surplus.set(word, left - 1);
  }
  return lacking;
}

/** The places outside of the longest common subsequence. */
function movedPlaces(left: readonly string[], right: readonly string[]): readonly [Places, Places] {
  const columns = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * columns);
  const at = (row: number, column: number): number => lengths[row * columns + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      const same = left[row] === right[column];
      lengths[row * columns + column] = same
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const moved = [new Set<number>(), new Set<number>()] as const;
  const add = (side: 0 | 1, words: readonly string[], place: number): void => {
    if (words[place] !== '') moved[side].add(place);
  };
  let [row, column] = [0, 0];
  while (row < left.length || column < right.length) {
    if (row < left.length && column < right.length && left[row] === right[column]) {
      row++;
      column++;
    } else if (column === right.length || (row < left.length && at(row + 1, column) >= at(row, column + 1))) {
      add(0, left, row++);
    } else {
      add(1, right, column++);
    }
  }
  return moved;
}
