import type { Statement } from '../statements.ts';

/** Enough for the longest form that a rule tells apart by its beginning. */
const headLength = 24;

/**
 * Returns the beginning of a statement in one form: words in upper case, everything else as written, one space
 * between two tokens. Quoted names keep their quotes, so none is taken for a key word.
 */
export function statementHead({ tokens }: Statement): string {
  return tokens
    .slice(0, headLength)
    .map(({ kind, text }) => (kind === 'word' ? text.toUpperCase() : text))
    .join(' ');
}
