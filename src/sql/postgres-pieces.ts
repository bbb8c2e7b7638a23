import { postgresBoundary } from './postgres-boundary.ts';
import { quoteEnd } from './scan.ts';
import { isKeyword, isSymbol, type Token } from './token.ts';
import { tokensOf } from './tokenize.ts';

/** A part of a script that PostgreSQL's grammar can judge alone. */
export interface PostgresPiece {
  readonly text: string;
  /** Where in the script the first statement of the piece begins, or what stands before it: all up to there is judged. */
  readonly from: number;
}

/** Longer strings are left out of the pieces: the grammar does not look into them. */
const longestString = 10_000;
/** What stands before the rows is repeated in every piece of them. */
const longestHead = 10_000;

/**
 * Yields a script in pieces of about `length`: PostgreSQL's grammar takes the script where it takes all of them. They end
 * behind a statement; an INSERT of many rows is cut between two of these, and each piece repeats what stands before the
 * first: a list of rows is right where each row is. Any other statement stays whole, however long it is.
 */
export function* postgresPieces(text: string, length: number): Generator<PostgresPiece, void> {
  const endsAt = postgresBoundary();
  let rows = insertedRows();
  let piece = '';
  /** Where the text begins that is not in the piece yet. */
  let rest = 0;
  /** Behind the last statement that stands in a piece before. */
  let from = 0;
  const take = (end: number, next: number): void => {
    piece += text.slice(rest, end);
    rest = next;
  };
  for (const token of tokensOf('postgres', text)) {
    if (token.kind === 'comment') continue;
    // What is not closed reaches to the end, and must be refused.
    if (token.end < text.length && isLeftOut(token)) {
      take(token.start, token.end);
      piece += token.text.startsWith("'") ? "''" : '$$$$';
    }
    const isEnd = endsAt(token);
    const isBetweenRows = rows.isBetween(token);
    const isLong = piece.length + token.end - rest >= length;
    if (isEnd) {
      rows = insertedRows();
      if (!isLong) continue;
      take(token.end, token.end);
      yield { text: piece, from };
      piece = '';
      from = token.end;
    } else if (isBetweenRows && isLong) {
      take(token.start, token.end);
      yield { text: piece, from };
      piece = text.slice(...rows.head());
    }
  }
  take(text.length, text.length);
  if (piece.trim() !== '') yield { text: piece, from };
}

/** Of strings with escapes, bits or Unicode the parser reads what is in them; one in several parts it may refuse. */
function isLeftOut({ kind, text }: Token): boolean {
  if (kind !== 'string' || text.length <= longestString) return false;
  return text.startsWith('$') || (text.startsWith("'") && quoteEnd(text, 0, "'") === text.length);
}

interface InsertedRows {
  /** Shown token after token of one statement: true at a comma between two rows that may be parted there. */
  readonly isBetween: (token: Token) => boolean;
  /** What stands before the rows, VALUES included: where it begins and where it ends. */
  readonly head: () => readonly [number, number];
}

/** Between INSERT and its VALUES none of these stands: behind them VALUES may be the name of something. */
const otherSources = ['SELECT', 'WITH', 'TABLE', 'FROM'];

/** Reads INSERT INTO … VALUES (…), (…); any other statement has no rows. */
function insertedRows(): InsertedRows {
  let state: 'start' | 'head' | 'rows' | 'none' = 'start';
  let depth = 0;
  let start = 0;
  let end = 0;
  const read = (token: Token): boolean => {
    if (state === 'start') {
      state = isKeyword(token, 'INSERT') ? 'head' : 'none';
      start = token.start;
      return false;
    }
    if (state === 'none') return false;
    if (isSymbol(token, ')')) depth -= 1;
    const isOutside = depth === 0;
    if (isSymbol(token, '(')) depth += 1;
    if (!isOutside) return false;
    if (isKeyword(token, 'VALUES')) {
      state = token.end - start > longestHead ? 'none' : 'rows';
      end = token.end;
      return false;
    }
    if (state === 'head') {
      if (isKeyword(token, ...otherSources)) state = 'none';
      return false;
    }
    if (isSymbol(token, ',')) return true;
    if (!isSymbol(token, '(') && !isSymbol(token, ')')) state = 'none';
    return false;
  };
  return { isBetween: read, head: () => [start, end] };
}
