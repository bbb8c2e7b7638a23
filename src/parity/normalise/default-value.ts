import type { Engine } from '../../core/engine.ts';
import { string } from '../../sql/expression/build.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import type { LogicalName, LogicalType } from '../logical-type.ts';
import { literalOf } from './literals/literal-of.ts';
import { type Moment, momentOf } from './moments.ts';
import type { ExpressionContext } from './normaliser.ts';
import { isRandomUuid } from './random-uuid.ts';
import { isCall, isLiteral } from './scope.ts';
import { familyOf } from './type-family.ts';

/** Returns the value that a normalised default gives to a column of the type. */
export function defaultValue(
  expression: Expression,
  type: LogicalType,
  { engine }: ExpressionContext,
): Expression {
  const value = emptyOf(uncast(expression, type, engine)) ?? uncast(expression, type, engine);
  if (isLiteral(value)) return literalOf(type, value, engine) ?? value;
  const moment = momentOf(value, engine);
  if (moment !== null) return named(nameMoment(moment, type));
  if (type.name === 'uuid' && isRandomUuid(value, engine)) return named('random uuid');
  return value;
}

/** A word of the normal form that is no SQL of either engine. */
function named(text: string): Expression {
  return { kind: 'opaque', text };
}

/** PostgreSQL says the column's type again; SQLite converts by the column's affinity as well. */
function uncast(expression: Expression, type: LogicalType, engine: Engine): Expression {
  if (expression.kind !== 'cast' || /\(/.test(expression.type)) return expression;
  if (momentOf(expression, engine) !== null) return expression;
  const family = familyOf(expression.type, engine);
  return family === type.name || (family === null && type.name === 'enum') ? expression.arg : expression;
}

/** Functions that make a constant. */
function emptyOf(expression: Expression): Expression | null {
  if (isCall(expression, 'json_object', 'jsonb_object', 'jsonb_build_object', 'json_build_object')) {
    return expression.args.length === 0 ? string('{}') : null;
  }
  if (isCall(expression, 'json_array', 'jsonb_array', 'jsonb_build_array', 'json_build_array', 'array')) {
    return expression.args.length === 0 ? string('[]') : null;
  }
  const [arg] = expression.kind === 'call' ? expression.args : [];
  if (isCall(expression, 'json', 'jsonb', 'to_json', 'to_jsonb')) return arg?.kind === 'string' ? arg : null;
  if (isCall(expression, 'zeroblob') && arg?.kind === 'number' && Number(arg.text) < 1000) {
    return { kind: 'bytes', hex: '00'.repeat(Number(arg.text)) };
  }
  if (isCall(expression, 'decode') && arg?.kind === 'string' && expression.args[1]?.kind === 'string') {
    const isHex = expression.args[1].value === 'hex' && /^(?:[0-9a-f]{2})*$/i.test(arg.value);
    return isHex ? { kind: 'bytes', hex: arg.value.toLowerCase() } : null;
  }
  return null;
}

/** Which moments each type takes as its own: PostgreSQL cuts `now()` to the column's type. */
const ownMoments: Readonly<Partial<Record<LogicalName, readonly Moment['of'][]>>> = {
  timestamp: ['now', 'local now'],
  date: ['today', 'now'],
  time: ['time', 'now'],
};

/**
 * `now` where the unit is the column's. The unit is part of the type: seconds in a column of milliseconds are named. Where
 * nothing says the column's unit, its default is all there is to go by, and every unit fits.
 */
function nameMoment({ of, unit }: Moment, type: LogicalType): string {
  const own = ownMoments[type.name] ?? [];
  const fits = unit === 'native' || type.unit === null || type.unit === unit;
  const isCut = of === 'now' && unit !== 'native' && type.name !== 'timestamp';
  if (own.includes(of) && fits && !isCut) return of === 'local now' ? of : (own[0] ?? of);
  return unit === 'native' ? of : `${of} in ${unit}`;
}
