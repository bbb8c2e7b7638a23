import type { Engine } from '../../../core/engine.ts';
import { call, number } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import type { LogicalName } from '../../logical-type.ts';
import { inferType } from '../infer-type.ts';
import type { ExpressionContext } from '../normaliser.ts';
import { isCall, signedNumber } from '../scope.ts';

const fractional: ReadonlySet<LogicalName> = new Set(['decimal', 'real']);

/** Types whose division by a whole number never cuts off. SQLite keeps a NUMERIC 3 as an integer: there 3 / 2 is 1. */
const dividing: Readonly<Record<Engine, ReadonlySet<LogicalName>>> = {
  postgres: fractional,
  sqlite: new Set(['real']),
};

/**
 * Sums and products whose operands PostgreSQL casts to one type: `a::numeric / 3` is `a / 3.0`, `price * 2.0` is
 * `price * 2`. What decides whether a division cuts off stays visible.
 */
export function spellArithmetic(expression: Expression, context: ExpressionContext): Expression | null {
  if (!isCall(expression, '+', '-', '*', '/')) return null;
  const { name, args } = expression;
  const [left, right] = args;
  if (left === undefined || right === undefined) return null;
  const pair =
    uncastLeft(left, right, context) ??
    uncastLeft(right, left, context)?.toReversed() ??
    spellNumber(name, left, right, context) ??
    spellNumber(name, right, left, context)?.toReversed();
  return pair === undefined ? null : call(name, ...pair);
}

type Operands = [Expression, Expression];

/** A whole number beside a fraction counts as one: its cast says nothing where the other is a fraction without it. */
function uncastLeft(side: Expression, other: Expression, context: ExpressionContext): Operands | undefined {
  const plain = wholeBelowCast(side, context);
  if (plain === null) return undefined;
  const digits = signedNumber(other);
  if (digits !== null) return [plain, /^-?\d+$/.test(digits) ? number(`${digits}.0`) : other];
  const type = inferType(other, context)?.name;
  const isOwn = type !== undefined && fractional.has(type) && wholeBelowCast(other, context) === null;
  return isOwn ? [plain, other] : undefined;
}

function wholeBelowCast(side: Expression, context: ExpressionContext): Expression | null {
  if (side.kind !== 'cast' || side.type.includes('(')) return null;
  const type = inferType(side, context)?.name;
  const isFraction = type !== undefined && fractional.has(type);
  return isFraction && inferType(side.arg, context)?.name === 'integer' ? side.arg : null;
}

function spellNumber(
  operator: string,
  side: Expression,
  other: Expression,
  context: ExpressionContext,
): Operands | undefined {
  const digits = signedNumber(side);
  const type = inferType(other, context)?.name;
  if (digits === null || type === undefined || !fractional.has(type)) return undefined;
  if (operator !== '/') return digits.endsWith('.0') ? [number(digits.slice(0, -2)), other] : undefined;
  const isWhole = /^-?\d+$/.test(digits) && dividing[context.engine].has(type);
  return isWhole ? [number(`${digits}.0`), other] : undefined;
}
