import type { Engine } from '../core/engine.ts';
import { lowerAscii, nameAt } from './names.ts';
import { splitAtCommas } from './split-at-commas.ts';
import { isKeyword, isSymbol, type Token } from './token.ts';

/** A column or a constraint of a table, as CREATE TABLE or ADD COLUMN writes it. */
export interface DefinedPart {
  /** In lower case; null for a constraint over the table. */
  readonly column: string | null;
  /** Its words with one space between them: equal for what is written alike. */
  readonly text: string;
  /** Every name in it, in lower case. */
  readonly words: ReadonlySet<string>;
}

/** Words with which a constraint begins, or a line that takes over another table's columns. */
const noColumn = ['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'CHECK', 'FOREIGN', 'EXCLUDE', 'LIKE'];

/**
 * Returns the columns and constraints in the parentheses of a CREATE TABLE; null where it has none of its own
 * (CREATE TABLE … AS, PARTITION OF, a virtual table).
 */
export function definedParts(engine: Engine, tokens: readonly Token[]): readonly DefinedPart[] | null {
  const table = tokens.findIndex((token) => isKeyword(token, 'TABLE'));
  const open = tokens.findIndex((token) => isSymbol(token, '('));
  const between = tokens.slice(table + 1, Math.max(open, 0));
  if (table < 0 || open < 0 || between.some((token) => isKeyword(token, 'AS', 'OF', 'USING'))) return null;
  return splitAtCommas(tokens.slice(open + 1, closeOf(tokens, open)))
    .filter((part) => part.length > 0)
    .map((part) => definedPart(engine, part));
}

/** Returns the part that these tokens are. */
export function definedPart(engine: Engine, tokens: readonly Token[]): DefinedPart {
  const name = isKeyword(tokens[0], ...noColumn) ? null : (nameAt(engine, tokens, 0)?.name ?? null);
  return {
    column: name === null ? null : lowerAscii(name),
    text: writtenAs(tokens),
    words: wordsOf(tokens),
  };
}

/** Returns the tokens with one space between them, key words and names in lower case. */
export function writtenAs(tokens: readonly Token[]): string {
  return tokens.map(({ kind, text }) => (kind === 'word' ? lowerAscii(text) : text)).join(' ');
}

/**
 * Returns every name that stands in the tokens, in lower case; key words are among them, another table and its columns
 * behind REFERENCES are not.
 */
export function wordsOf(tokens: readonly Token[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (let at = 0; at < tokens.length; at++) {
    const { kind, text } = tokens[at]!;
    if (kind === 'word') words.add(lowerAscii(text));
    if (kind === 'quoted-identifier') words.add(lowerAscii(text.slice(1, -1)));
    if (!isKeyword(tokens[at], 'REFERENCES')) continue;
    at += isSymbol(tokens[at + 2], '.') ? 3 : 1;
    if (isSymbol(tokens[at + 1], '(')) at = closeOf(tokens, at + 1);
  }
  return words;
}

function closeOf(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], '(')) depth += 1;
    if (isSymbol(tokens[at], ')') && --depth === 0) return at;
  }
  return tokens.length;
}
