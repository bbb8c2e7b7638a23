import { call, not } from './build.ts';
import type { Expression } from './expression.ts';

/**
 * How tightly SQLite's operators bind, after the %left lines of its grammar
 * (https://sqlite.org/src/file/src/parse.y): the higher, the tighter.
 */
export const precedence = {
  or: 1,
  and: 2,
  not: 3,
  equality: 4,
  order: 5,
  escape: 6,
  bits: 7,
  sum: 8,
  product: 9,
  concatenation: 10,
  collate: 11,
  sign: 12,
} as const;

export interface BinaryOperator {
  readonly precedence: number;
  readonly build: (left: Expression, right: Expression) => Expression;
}

function named(name: string, level: number): BinaryOperator {
  return { precedence: level, build: (left, right) => call(name, left, right) };
}

/** Operators of one symbol between two operands. All of them take what stands to their left first. */
export const symbolOperators: ReadonlyMap<string, BinaryOperator> = new Map([
  ['=', named('=', precedence.equality)],
  ['==', named('=', precedence.equality)],
  ['<>', named('<>', precedence.equality)],
  ['!=', named('<>', precedence.equality)],
  ...['<', '<=', '>', '>='].map((symbol) => [symbol, named(symbol, precedence.order)] as const),
  ...['&', '|', '<<', '>>'].map((symbol) => [symbol, named(symbol, precedence.bits)] as const),
  ...['+', '-'].map((symbol) => [symbol, named(symbol, precedence.sum)] as const),
  ...['*', '/', '%'].map((symbol) => [symbol, named(symbol, precedence.product)] as const),
  ...['||', '->', '->>'].map((symbol) => [symbol, named(symbol, precedence.concatenation)] as const),
]);

/** Words that compare a text with a pattern; NOT may stand in front of them. */
export const patternOperators: ReadonlySet<string> = new Set(['LIKE', 'GLOB', 'MATCH', 'REGEXP']);

/** What IS, with what it says about its right side, comes to: IS TRUE is a test of its own, IS NULL too. */
export function buildIs(left: Expression, right: Expression, isNot: boolean): Expression {
  const test = plainIs(left, right);
  return isNot ? not(test) : test;
}

function plainIs(left: Expression, right: Expression): Expression {
  if (right.kind === 'null') return call('is null', left);
  if (right.kind === 'boolean') return call(right.value ? 'is true' : 'is false', left);
  return call('is', left, right);
}
