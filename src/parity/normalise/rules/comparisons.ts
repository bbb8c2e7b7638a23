import { boolean, call, not, number } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import { inferType, isBoolean } from '../infer-type.ts';
import { literalOf } from '../literals/literal-of.ts';
import type { ExpressionContext } from '../normaliser.ts';
import { comparisonNames, isCall, isLiteral, signedNumber, typeNamed } from '../scope.ts';
import { isBefore } from '../text-of.ts';

const turned: Readonly<Record<string, string>> = {
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
  '=': '=',
  '<>': '<>',
};

/** Comparisons: the constant on the right, columns by name; constants as values of the other side's type. */
export function turnComparisons(expression: Expression): Expression | null {
  if (expression.kind !== 'call' || expression.args.length !== 2) return null;
  const other = expression.name === 'is' ? 'is' : turned[expression.name];
  const [left, right] = expression.args;
  if (other === undefined || left === undefined || right === undefined) return null;
  const isLiteralLeft = isLiteral(left);
  if (isLiteralLeft === isLiteral(right) ? !isBefore(right, left) : !isLiteralLeft) return null;
  return call(other, right, left);
}

/** The constant beside a column is a value of the column's type: `flag = 1`, `'5'`, `1.0`, other white space in JSON. */
export function typeConstants(expression: Expression, context: ExpressionContext): Expression | null {
  if (expression.kind !== 'call') return null;
  if (comparisonNames.has(expression.name) || typedOperators.has(expression.name)) {
    return typeOperands(expression, context);
  }
  return typedFunctions.has(expression.name) ? typeArguments(expression, context) : null;
}

/** Operators whose sides are of one type. */
const typedOperators = new Set(['is', '@>', '<@', '&&']);
const typedFunctions = new Set(['coalesce', 'nullif', 'greatest', 'least']);

function typeOperands(
  { name, args }: Extract<Expression, { kind: 'call' }>,
  context: ExpressionContext,
): Expression | null {
  const [left, right] = args;
  if (left === undefined || right === undefined) return null;
  const [first, second] = [typed(left, right, context), typed(right, left, context)];
  return first === null && second === null ? null : call(name, first ?? left, second ?? right);
}

/** Returns a literal as a value of the type that `other` has, or null where nothing is to be done. */
export function typed(literal: Expression, other: Expression, context: ExpressionContext): Expression | null {
  if (!isLiteral(literal)) return null;
  const type = inferType(other, context);
  if (type !== null) return literalOf(type, literal, context.engine);
  // Whatever a number is compared with, 1.0 and 1 are one value.
  return signedNumber(literal) === null ? null : literalOf(typeNamed('real'), literal, context.engine);
}

function typeArguments(
  { name, args }: Extract<Expression, { kind: 'call' }>,
  context: ExpressionContext,
): Expression | null {
  const other = args.find((arg) => !isLiteral(arg) && inferType(arg, context) !== null);
  if (other === undefined) return null;
  const next = args.map((arg) => typed(arg, other, context));
  return next.every((arg) => arg === null) ? null : call(name, ...args.map((arg, at) => next[at] ?? arg));
}

/**
 * A truth value compared with a constant is the value or its opposite, unknown where it is unknown. IS TRUE is another
 * thing: a CHECK lets the unknown pass, and refuses the false that IS TRUE makes of it.
 */
export function compareTruth(expression: Expression, context: ExpressionContext): Expression | null {
  if (expression.kind !== 'call' || expression.args.length !== 2) return null;
  const [left, right] = expression.args;
  if (left === undefined || right === undefined || !isBoolean(left, context)) return null;
  if (right.kind === 'boolean') return truthTests[expression.name]?.(left, right.value) ?? null;
  return compareTruths(expression.name, left, right, context);
}

const truthTests: Readonly<Record<string, (arg: Expression, value: boolean) => Expression | null>> = {
  '=': (arg, value) => (value ? arg : not(arg)),
  '<>': (arg, value) => (value ? not(arg) : arg),
  '>': (arg, value) => (value ? null : arg),
  '<': (arg, value) => (value ? not(arg) : null),
  '>=': (arg, value) => (value ? arg : null),
  '<=': (arg, value) => (value ? null : not(arg)),
  is: (arg, value) => call(value ? 'is true' : 'is false', arg),
};

/** `(a IS NOT NULL) = b` is `(a IS NULL) <> b`: what is negated turns the comparison round instead. */
function compareTruths(
  name: string,
  left: Expression,
  right: Expression,
  context: ExpressionContext,
): Expression | null {
  if ((name !== '=' && name !== '<>') || !isBoolean(right, context)) return null;
  const [first, second] = [opposite(left), opposite(right)];
  if (first === null && second === null) return null;
  const isTurned = (first === null) !== (second === null);
  return call(isTurned === (name === '=') ? '<>' : '=', first ?? left, second ?? right);
}

function opposite(expression: Expression): Expression | null {
  if (expression.kind === 'not') return expression.arg;
  return isCall(expression, '<>') ? call('=', ...expression.args) : null;
}

/** IS: with NULL it is IS NULL, with TRUE and FALSE the test of that name; a truth value is known before it is tested. */
export function testTruth(expression: Expression, context: ExpressionContext): Expression | null {
  if (isCall(expression, 'is')) {
    const [left, right] = expression.args;
    return left !== undefined && right?.kind === 'null' ? call('is null', left) : null;
  }
  if (!isCall(expression, 'is true', 'is false')) return null;
  const [arg] = expression.args;
  if (arg === undefined) return null;
  const value = expression.name === 'is true';
  if (arg.kind === 'not') return call(value ? 'is false' : 'is true', arg.arg);
  if (isNeverNull(arg)) return value ? arg : not(arg);
  if (arg.kind === 'boolean') return boolean(arg.value === value);
  return isBoolean(arg, context) ? null : numericTruth(arg, value);
}

/** On SQLite any number is a truth value; the test stays as it is. */
function numericTruth(arg: Expression, value: boolean): Expression | null {
  const digits = signedNumber(arg);
  return digits === null ? null : boolean((Number(digits) !== 0) === value);
}

/** True for what is true or false whatever its parts are. */
export function isNeverNull(expression: Expression): boolean {
  if (expression.kind === 'and' || expression.kind === 'or') return expression.args.every(isNeverNull);
  if (expression.kind === 'not') return isNeverNull(expression.arg);
  return isCall(expression, 'is', 'is null', 'is true', 'is false');
}

/** num_nonnulls(a, b) is how many of them are not NULL, which SQLite adds up. */
export function countNulls(expression: Expression): Expression | null {
  if (!isCall(expression, 'num_nonnulls', 'num_nulls')) return null;
  const tests = expression.args.map((arg) => call('is null', arg));
  const [first, ...rest] = expression.name === 'num_nulls' ? tests : tests.map(not);
  return first === undefined ? number('0') : rest.reduce((sum, test) => call('+', sum, test), first);
}
