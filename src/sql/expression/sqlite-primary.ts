import { lowerAscii } from '../names.ts';
import { isSymbol, type Token } from '../token.ts';
import { boolean, type Branch, branch, call, nullValue, string } from './build.ts';
import { joinName } from './column-name.ts';
import type { Expression } from './expression.ts';
import { opaqueTokens, Unreadable } from './opaque.ts';
import type { SqliteCursor } from './sqlite-cursor.ts';

type Read = (cursor: SqliteCursor) => Expression;

/** Words that are a value or open a form of their own. None of them can be a column without quotes but TRUE and FALSE. */
const words: Readonly<Record<string, (cursor: SqliteCursor, read: Read) => Expression>> = {
  NULL: () => nullValue,
  TRUE: () => boolean(true),
  FALSE: () => boolean(false),
  CURRENT_TIMESTAMP: () => call('current_timestamp'),
  CURRENT_DATE: () => call('current_date'),
  CURRENT_TIME: () => call('current_time'),
  CAST: readCast,
  CASE: readCase,
  EXISTS: (cursor) => skipForm(cursor, 1),
  RAISE: (cursor) => skipForm(cursor, 1),
};

/** What no expression begins with: a text that has them here is not one. */
const notNames = new Set(
  'AND OR NOT IS IN BETWEEN ISNULL NOTNULL COLLATE ESCAPE THEN WHEN ELSE SELECT FROM WHERE'.split(' '),
);

/** Reads a value, a name, a call or what stands in parentheses. */
export function readSqlitePrimary(cursor: SqliteCursor, read: Read): Expression {
  const token = cursor.next();
  switch (token.kind) {
    case 'number':
      return { kind: 'number', text: token.text };
    case 'string':
      return /^[xX]/.test(token.text) ? blob(token.text) : string(unquote(token.text));
    case 'symbol':
      if (token.text !== '(') throw new Unreadable();
      return readParentheses(cursor, read);
    case 'quoted-identifier':
      return readNamed(cursor, token, read);
    case 'word': {
      const word = words[token.text.toUpperCase()];
      if (word !== undefined) return word(cursor, read);
      if (notNames.has(token.text.toUpperCase())) throw new Unreadable();
      return readNamed(cursor, token, read);
    }
    default:
      throw new Unreadable();
  }
}

function blob(text: string): Expression {
  const hex = text.slice(2, -1).toLowerCase();
  if (!/^(?:[0-9a-f]{2})*$/.test(hex)) throw new Unreadable();
  return { kind: 'bytes', hex };
}

function unquote(text: string): string {
  const quote = text[0] ?? '';
  const inner = text.slice(1, -1);
  return quote === '[' ? inner : inner.replaceAll(quote + quote, quote);
}

/** A query is not read any further; more than one value is a row. */
function readParentheses(cursor: SqliteCursor, read: Read): Expression {
  const start = cursor.index - 1;
  if (['SELECT', 'WITH', 'VALUES'].includes(cursor.word())) {
    cursor.skipToClosing();
    return opaqueTokens(cursor.since(start));
  }
  const items = readList(cursor, read);
  const [first] = items;
  if (first === undefined) throw new Unreadable();
  return items.length === 1 ? first : call('row', ...items);
}

/** Reads up to the closing parenthesis, which may come at once. */
function readList(cursor: SqliteCursor, read: Read): readonly Expression[] {
  if (cursor.takeSymbol(')')) return [];
  const items: Expression[] = [];
  do items.push(read(cursor));
  while (cursor.takeSymbol(','));
  cursor.needSymbol(')');
  return items;
}

function readNamed(cursor: SqliteCursor, token: Token, read: Read): Expression {
  if (isSymbol(cursor.peek(), '(')) return readCall(cursor, token, read);
  const names = [nameOf(token)];
  while (cursor.takeSymbol('.')) names.push(nameOf(cursor.next()));
  const name = lowerAscii(joinName(names));
  // Only a name in double quotes may turn out to be a string.
  const mayBeString = names.length === 1 && token.text.startsWith('"');
  return mayBeString ? { kind: 'column', name, written: unquote(token.text) } : { kind: 'column', name };
}

function nameOf(token: Token): string {
  if (token.kind === 'word') return token.text;
  if (token.kind !== 'quoted-identifier') throw new Unreadable();
  return unquote(token.text);
}

/** An aggregate's extras (DISTINCT, *, ORDER BY, FILTER, OVER) leave it as its text. */
function readCall(cursor: SqliteCursor, token: Token, read: Read): Expression {
  const start = cursor.index - 1;
  cursor.needSymbol('(');
  if (isSymbol(cursor.peek(), '*') || cursor.word() === 'DISTINCT') {
    cursor.skipToClosing();
    return skipExtras(cursor, start) ?? opaqueTokens(cursor.since(start));
  }
  const args = readList(cursor, read);
  return skipExtras(cursor, start) ?? call(lowerAscii(nameOf(token)), ...args);
}

function skipExtras(cursor: SqliteCursor, start: number): Expression | null {
  let isExtended = false;
  for (const word of ['FILTER', 'OVER']) {
    if (cursor.word() !== word) continue;
    isExtended = true;
    cursor.next();
    if (cursor.takeSymbol('(')) cursor.skipToClosing();
    else cursor.next();
  }
  return isExtended ? opaqueTokens(cursor.since(start)) : null;
}

function skipForm(cursor: SqliteCursor, length: number): Expression {
  const start = cursor.index - length;
  cursor.needSymbol('(');
  cursor.skipToClosing();
  return opaqueTokens(cursor.since(start));
}

function readCast(cursor: SqliteCursor, read: Read): Expression {
  cursor.needSymbol('(');
  const arg = read(cursor);
  cursor.needWord('AS');
  const start = cursor.index;
  cursor.skipToClosing();
  const type = cursor
    .since(start)
    .slice(0, -1)
    .map(({ text }) => lowerAscii(text))
    .join(' ');
  return { kind: 'cast', arg, type: type.replace(/ ?([(),]) ?/g, '$1') };
}

function readCase(cursor: SqliteCursor, read: Read): Expression {
  const arg = cursor.word() === 'WHEN' ? null : read(cursor);
  const branches: Branch[] = [];
  while (cursor.takeWord('WHEN')) {
    const when = read(cursor);
    cursor.needWord('THEN');
    branches.push(branch(when, read(cursor)));
  }
  if (branches.length === 0) throw new Unreadable();
  const otherwise = cursor.takeWord('ELSE') ? read(cursor) : null;
  cursor.needWord('END');
  return { kind: 'case', arg, branches, otherwise };
}
