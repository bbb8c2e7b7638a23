import { isSymbol } from '../token.ts';
import { tokenize } from '../tokenize.ts';
import { and, boolean, call, inList, not } from './build.ts';
import type { Expression } from './expression.ts';
import { opaque, opaqueTokens, Unreadable } from './opaque.ts';
import { SqliteCursor } from './sqlite-cursor.ts';
import { buildIs, patternOperators, precedence, symbolOperators } from './sqlite-operators.ts';
import { readSqlitePrimary } from './sqlite-primary.ts';

/** Returns what a text of SQLite means; one that cannot be read is `opaque` as a whole. */
export function readSqliteExpression(text: string): Expression {
  const cursor = new SqliteCursor(tokenize('sqlite', text).filter(({ kind }) => kind !== 'comment'));
  try {
    const expression = readExpression(cursor, 0);
    if (cursor.isAtEnd) return expression;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  return opaque('sqlite', text);
}

/** Reads what binds at least as tightly as `least`. */
function readExpression(cursor: SqliteCursor, least: number): Expression {
  let left = readPrefix(cursor);
  for (;;) {
    const extended = readInfix(cursor, left, least);
    if (extended === null) return left;
    left = extended;
  }
}

/** A prefix takes its operand as tightly as itself, wherever it stands: `a = NOT b = c` is `a = (NOT (b = c))`. */
function readPrefix(cursor: SqliteCursor): Expression {
  if (cursor.word() === 'NOT') {
    cursor.next();
    return not(readExpression(cursor, precedence.not));
  }
  for (const sign of ['-', '+', '~']) {
    if (cursor.takeSymbol(sign)) return call(sign, readExpression(cursor, precedence.sign));
  }
  return readSqlitePrimary(cursor, (inner) => readExpression(inner, 0));
}

/** Returns `left` with the operator behind it and that one's right side, or null where none stands there. */
function readInfix(cursor: SqliteCursor, left: Expression, least: number): Expression | null {
  const token = cursor.peek();
  if (token === undefined) return null;
  if (token.kind === 'symbol') {
    const operator = symbolOperators.get(token.text);
    if (operator === undefined || operator.precedence < least) return null;
    cursor.next();
    return operator.build(left, readExpression(cursor, operator.precedence + 1));
  }
  const word = cursor.word();
  if (word === 'COLLATE' && precedence.collate >= least) {
    cursor.next();
    return { kind: 'collate', arg: left, collation: readName(cursor) };
  }
  if ((word === 'AND' || word === 'OR') && precedence[word === 'AND' ? 'and' : 'or'] >= least) {
    cursor.next();
    const kind = word === 'AND' ? 'and' : 'or';
    return { kind, args: [left, readExpression(cursor, precedence[kind] + 1)] };
  }
  return precedence.equality >= least ? readWordOperator(cursor, left) : null;
}

function readName(cursor: SqliteCursor): string {
  const { kind, text } = cursor.next();
  if (kind === 'word') return text;
  if (kind !== 'quoted-identifier' && kind !== 'string') throw new Unreadable();
  return text.slice(1, -1);
}

/** IS, IN, LIKE, BETWEEN and their relatives: all bind like `=`. */
function readWordOperator(cursor: SqliteCursor, left: Expression): Expression | null {
  if (cursor.takeWord('ISNULL')) return call('is null', left);
  if (cursor.takeWord('NOTNULL') || cursor.takeWord('NOT', 'NULL')) return not(call('is null', left));
  if (cursor.takeWord('IS')) return readIs(cursor, left);
  const isNegated = cursor.word() === 'NOT';
  const word = cursor.word(isNegated ? 1 : 0);
  const read = patternOperators.has(word)
    ? readPattern
    : word === 'IN'
      ? readIn
      : word === 'BETWEEN'
        ? readBetween
        : null;
  if (read === null) return null;
  if (isNegated) cursor.next();
  cursor.next();
  const test = read(cursor, left, word);
  if (!isNegated) return test;
  return test.kind === 'boolean' ? boolean(!test.value) : not(test);
}

function readIs(cursor: SqliteCursor, left: Expression): Expression {
  const isNot = cursor.takeWord('NOT');
  if (cursor.takeWord('DISTINCT', 'FROM')) {
    return buildIs(left, readExpression(cursor, precedence.equality + 1), !isNot);
  }
  return buildIs(left, readExpression(cursor, precedence.equality + 1), isNot);
}

function readPattern(cursor: SqliteCursor, left: Expression, word: string): Expression {
  const pattern = readExpression(cursor, precedence.equality + 1);
  if (!cursor.takeWord('ESCAPE')) return call(word.toLowerCase(), left, pattern);
  return call(word.toLowerCase(), left, pattern, readExpression(cursor, precedence.equality + 1));
}

/** Nothing but the lower bound can hold the AND: it takes whatever binds more tightly than that, `=` too. */
function readBetween(cursor: SqliteCursor, left: Expression): Expression {
  const low = readExpression(cursor, precedence.not);
  cursor.needWord('AND');
  const high = readExpression(cursor, precedence.equality + 1);
  return and(call('>=', left, low), call('<=', left, high));
}

/** What stands in a table or a query is not read any further. */
function readIn(cursor: SqliteCursor, left: Expression): Expression {
  const start = cursor.index;
  if (!isSymbol(cursor.peek(), '(')) throw new Unreadable();
  cursor.next();
  if (cursor.word() === 'SELECT' || cursor.word() === 'WITH' || cursor.word() === 'VALUES') {
    cursor.skipToClosing();
    return call('in', left, opaqueTokens(cursor.since(start)));
  }
  const items: Expression[] = [];
  // Nothing is in an empty list, NULL neither: the grammar itself makes FALSE of it.
  if (cursor.takeSymbol(')')) return boolean(false);
  do items.push(readExpression(cursor, 0));
  while (cursor.takeSymbol(','));
  cursor.needSymbol(')');
  return inList(left, items);
}
