import type { Statement } from '../statements.ts';

/** Enough for the longest form that a rule tells apart by its beginning. */
const headLength = 64;

/**
 * Returns the beginning of a statement in one form: words in upper case, one space between two tokens. Quoted names
 * stand as `"name"` and strings as `'text'`, so nothing in them is taken for a key word.
 */
export function statementHead({ head }: Statement): string {
  return head
    .slice(0, headLength)
    .map(({ kind, text }) => {
      if (kind === 'word') return text.toUpperCase();
      if (kind === 'quoted-identifier') return '"name"';
      return kind === 'string' ? "'text'" : text;
    })
    .join(' ');
}
