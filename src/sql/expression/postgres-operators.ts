import type { A_Expr, Node } from '../parse-postgres.ts';
import { and, call, inList, not, or } from './build.ts';
import type { Expression } from './expression.ts';
import { Unreadable } from './opaque.ts';
import { qualifiedNameOf } from './postgres-types.ts';

type Read = (node: Node) => Expression;

interface Operands {
  readonly lexpr?: Node | undefined;
  readonly rexpr?: Node | undefined;
}

/** Operators that have a name in Expression of their own. */
const binary: Readonly<Record<string, (left: Expression, right: Expression) => Expression>> = {
  '!=': (left, right) => call('<>', left, right),
  '~~': (left, right) => like('like', left, right),
  '!~~': (left, right) => not(like('like', left, right)),
  '~~*': (left, right) => like('ilike', left, right),
  '!~~*': (left, right) => not(like('ilike', left, right)),
  '!~': (left, right) => not(call('~', left, right)),
  '!~*': (left, right) => not(call('~*', left, right)),
};

function operate(name: string, left: Expression, right: Expression): Expression {
  return binary[name]?.(left, right) ?? call(name, left, right);
}

/** ESCAPE is a function around the pattern. */
function like(name: string, left: Expression, pattern: Expression): Expression {
  return pattern.kind === 'call' && pattern.name === 'like_escape'
    ? call(name, left, ...pattern.args)
    : call(name, left, pattern);
}

/** How each kind of A_Expr is read: `left` and `right` are its operands. */
const kinds: Readonly<Record<string, (expression: A_Expr, read: Read) => Expression>> = {
  AEXPR_OP: ({ name, lexpr, rexpr }, read) => {
    const operator = qualifiedNameOf(name);
    if (rexpr === undefined) throw new Unreadable();
    return lexpr === undefined ? call(operator, read(rexpr)) : operate(operator, read(lexpr), read(rexpr));
  },
  AEXPR_OP_ANY: (expression, read) => quantified(expression, read, 'any', '=', or),
  AEXPR_OP_ALL: (expression, read) => quantified(expression, read, 'all', '<>', and),
  AEXPR_DISTINCT: (expression, read) => not(call('is', ...operands(expression, read))),
  AEXPR_NOT_DISTINCT: (expression, read) => call('is', ...operands(expression, read)),
  AEXPR_NULLIF: (expression, read) => call('nullif', ...operands(expression, read)),
  AEXPR_LIKE: patternMatch,
  AEXPR_ILIKE: patternMatch,
  AEXPR_SIMILAR: ({ name, lexpr, rexpr }, read) => {
    // The pattern is turned into a regular expression, and printed so.
    const match = call('~', ...operands({ lexpr, rexpr }, read));
    return qualifiedNameOf(name) === '!~' ? not(match) : match;
  },
  AEXPR_IN: ({ name, lexpr, rexpr }, read) => {
    const found = inList(read(needed(lexpr)), listOf(rexpr).map(read));
    return qualifiedNameOf(name) === '<>' ? not(found) : found;
  },
  AEXPR_BETWEEN: between,
  AEXPR_NOT_BETWEEN: (expression, read) => not(between(expression, read)),
  AEXPR_BETWEEN_SYM: betweenSymmetric,
  AEXPR_NOT_BETWEEN_SYM: (expression, read) => not(betweenSymmetric(expression, read)),
};

/** Returns what an operator with its operands means. */
export function readPostgresOperator(expression: A_Expr, read: Read): Expression {
  const reader = kinds[expression.kind ?? ''];
  if (reader === undefined) throw new Unreadable();
  return reader(expression, read);
}

function patternMatch({ name, lexpr, rexpr }: A_Expr, read: Read): Expression {
  return operate(qualifiedNameOf(name), read(needed(lexpr)), read(needed(rexpr)));
}

function between({ lexpr, rexpr }: A_Expr, read: Read): Expression {
  const [low, high] = listOf(rexpr);
  const value = read(needed(lexpr));
  return and(call('>=', value, read(needed(low))), call('<=', value, read(needed(high))));
}

function betweenSymmetric({ lexpr, rexpr }: A_Expr, read: Read): Expression {
  const [low, high] = listOf(rexpr);
  const range = (from: Node | undefined, to: Node | undefined): Expression =>
    and(
      call('>=', read(needed(lexpr)), read(needed(from))),
      call('<=', read(needed(lexpr)), read(needed(to))),
    );
  return or(range(low, high), range(high, low));
}

/** `= ANY (ARRAY[…])` is IN; any other operator before an array that is written out is that many comparisons. */
function quantified(
  { name, lexpr, rexpr }: A_Expr,
  read: Read,
  quantifier: 'any' | 'all',
  listOperator: string,
  join: typeof or,
): Expression {
  const operator = qualifiedNameOf(name);
  const left = read(needed(lexpr));
  const right = read(needed(rexpr));
  const items = arrayItems(right);
  if (items === null) return call(`${operator} ${quantifier}`, left, right);
  if (operator === listOperator) {
    const found = inList(left, items);
    return quantifier === 'any' ? found : not(found);
  }
  return join(...items.map((item) => operate(operator, left, item)));
}

/** The items of ARRAY[…], also where a cast of the whole array stands around it: then each is cast. */
function arrayItems(expression: Expression): readonly Expression[] | null {
  if (expression.kind === 'call' && expression.name === 'array') {
    return expression.args.length === 0 ? null : expression.args;
  }
  if (expression.kind !== 'cast' || !expression.type.endsWith('[]')) return null;
  const type = expression.type.slice(0, -2);
  return arrayItems(expression.arg)?.map((arg) => ({ kind: 'cast', arg, type })) ?? null;
}

function operands({ lexpr, rexpr }: Operands, read: Read): [Expression, Expression] {
  return [read(needed(lexpr)), read(needed(rexpr))];
}

function listOf(node: Node | undefined): readonly Node[] {
  if (node === undefined || !('List' in node)) throw new Unreadable();
  return node.List.items ?? [];
}

function needed(node: Node | undefined): Node {
  if (node === undefined) throw new Unreadable();
  return node;
}
