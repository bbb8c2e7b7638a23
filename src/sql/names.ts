import type { Engine } from '../core/engine.ts';
import { isSymbol, type Token } from './token.ts';

/** A name as a statement writes it, folded as the engine folds it. */
export interface QualifiedName {
  readonly schema: string | null;
  readonly name: string;
}

/** Returns the name that stands at `index`, or null where no name stands there. */
export function nameAt(engine: Engine, tokens: readonly Token[], index: number): QualifiedName | null {
  const first = foldName(engine, tokens[index]);
  if (first === null) return null;
  if (!isSymbol(tokens[index + 1], '.')) return { schema: null, name: first };
  const second = foldName(engine, tokens[index + 2]);
  return second === null ? null : { schema: first, name: second };
}

const folds: Readonly<Record<Engine, (token: Token) => string | null>> = {
  // PostgreSQL folds what is not quoted and cuts every name at 63 bytes.
  postgres: (token) => {
    if (token.kind === 'word') return cutToBytes(lowerAscii(token.text), 63);
    if (token.kind !== 'quoted-identifier') return null;
    const isEscaped = /^[uU]&/.test(token.text);
    const name = unquote(token.text.slice(isEscaped ? 2 : 0));
    return cutToBytes(isEscaped ? unescapeUnicode(name) : name, 63);
  },
  // SQLite never tells names apart by case, and takes a string for a name.
  sqlite: (token) => {
    if (token.kind === 'word') return lowerAscii(token.text);
    return token.kind === 'quoted-identifier' || token.kind === 'string'
      ? lowerAscii(unquote(token.text))
      : null;
  },
};

function foldName(engine: Engine, token: Token | undefined): string | null {
  return token === undefined ? null : folds[engine](token);
}

/** Returns what a quoted name or string stands for. */
export function unquote(text: string): string {
  const quote = text[0] ?? '';
  const inner = text.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

/** What `U&"d\0061t\+000061"` stands for. Another escape character (UESCAPE) is not followed. */
function unescapeUnicode(name: string): string {
  return name.replace(
    /\\(?:(\\)|([0-9a-f]{4})|\+([0-9a-f]{6}))/gi,
    (_all, backslash: string | undefined, short: string | undefined, long: string | undefined) =>
      backslash ?? String.fromCodePoint(Math.min(Number.parseInt(short ?? long ?? '', 16), 0x10_ff_ff)),
  );
}

/** Returns the text with its ASCII letters in lower case: both engines fold no others, nor does SQLite's lower(). */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function cutToBytes(name: string, limit: number): string {
  const bytes = Buffer.from(name);
  if (bytes.length <= limit) return name;
  let end = limit;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString();
}
