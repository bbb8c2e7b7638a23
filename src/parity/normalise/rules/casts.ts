import type { Engine } from '../../../core/engine.ts';
import { call, cast, number, string } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import type { LogicalName } from '../../logical-type.ts';
import { inferType, isBoolean } from '../infer-type.ts';
import { arrayToJson, plainJson } from '../literals/json-literal.ts';
import { literalOf } from '../literals/literal-of.ts';
import type { ExpressionContext } from '../normaliser.ts';
import { comparisonNames, isCall, isLiteral, signedNumber, typeNamed } from '../scope.ts';
import { familyOf } from '../type-family.ts';

type Cast = Extract<Expression, { kind: 'cast' }>;

/** Casts that say nothing are left out; the others are written with one name for each family of types. */
export function dropCasts(expression: Expression, context: ExpressionContext): Expression | null {
  if (expression.kind !== 'cast') return null;
  if (expression.arg.kind === 'null') return expression.arg;
  const family = familyOf(expression.type, context.engine);
  return isLiteral(expression.arg)
    ? castLiteral(expression, family, context.engine)
    : castValue(expression, family, context);
}

function argumentsOf(type: string): readonly number[] {
  return (/\(([\d,]+)\)/.exec(type)?.[1] ?? '').split(',').filter(Boolean).map(Number);
}

/** The families whose values are written out without their cast. An interval is not among them: it is no text. */
const written: ReadonlySet<LogicalName> = new Set([
  'uuid',
  'json',
  'timestamp',
  'date',
  'time',
  'network',
  'bytes',
  'boolean',
]);

function castLiteral({ arg, type }: Cast, family: LogicalName | null, engine: Engine): Expression | null {
  if (family === null) return arg.kind === 'string' ? arg : null;
  if (family === 'text') return castToText(arg, type);
  if (family === 'integer' || family === 'real' || family === 'decimal')
    return castToNumber(arg, type, family, engine);
  if (family === 'bit') return readBits(arg);
  if (family === 'array') return castToArray(arg, type);
  if (family === 'interval') return null;
  const value = literalOf(typeNamed(family), arg, engine);
  if (value !== null) return value;
  return written.has(family) && (arg.kind === 'string' || arg.kind === 'boolean' || arg.kind === 'bytes')
    ? arg
    : null;
}

/** A text that a length cuts is the cut one. */
function castToText(arg: Expression, type: string): Expression | null {
  const [length] = argumentsOf(type);
  const digits = signedNumber(arg);
  const text = arg.kind === 'string' ? arg.value : digits !== null && /^-?\d+$/.test(digits) ? digits : null;
  if (text === null) return null;
  return string(length === undefined ? text : [...text].slice(0, length).join(''));
}

/** A whole number stays whole as an integer and becomes `2.0` as another number; what would be rounded keeps its cast. */
function castToNumber(arg: Expression, type: string, family: LogicalName, engine: Engine): Expression | null {
  const value =
    arg.kind === 'string' || arg.kind === 'boolean' ? literalOf(typeNamed('real'), arg, engine) : arg;
  const digits = value === null ? null : signedNumber(value);
  if (digits === null || argumentsOf(type).length > 0) return null;
  const plain = digits.replace(/\.0$/, '');
  if (!/^-?\d+$/.test(plain)) return family === 'integer' || /e/i.test(plain) ? null : number(plain);
  if (family === 'integer') return number(plain);
  // CAST AS NUMERIC keeps an integer one on SQLite; on PostgreSQL division tells numeric and integer apart.
  return number(`${plain}.0`);
}

function readBits(arg: Expression): Expression | null {
  const [, base, digits = ''] = (arg.kind === 'string' && /^([bx])?([0-9a-f]+)$/i.exec(arg.value)) || [];
  if (digits === '' || digits.length > 64) return null;
  if (base === 'x') return number(String(BigInt(`0x${digits}`)));
  return /^[01]+$/.test(digits) ? number(String(BigInt(`0b${digits}`))) : null;
}

function castToArray(arg: Expression, type: string): Expression | null {
  if (arg.kind !== 'string') return null;
  const json =
    plainArray(arg.value) ??
    arrayToJson(arg.value, /^(?:smallint|integer|bigint|real|double precision|numeric)/.test(type));
  return json === null ? null : string(json);
}

/** ARRAY[…] is JSON by now. */
function plainArray(text: string): string | null {
  return text.startsWith('[') ? plainJson(text) : null;
}

const numbers: ReadonlySet<LogicalName> = new Set(['integer', 'real', 'decimal']);
const texts: ReadonlySet<LogicalName> = new Set(['text', 'enum', 'uuid']);

function castValue(
  { arg, type }: Cast,
  family: LogicalName | null,
  context: ExpressionContext,
): Expression | null {
  const from = inferType(arg, context)?.name ?? null;
  const isPlain = argumentsOf(type).length === 0;
  if (family === null) return from === 'enum' || from === 'text' ? arg : null;
  if (type === 'rounded integer') return null;
  if (isPlain && from === family && family !== 'array') return arg;
  if (isPlain && from !== null && texts.has(from) && texts.has(family)) return arg;
  // Both engines count with truth values once they are numbers; SQLite's are numbers all along.
  if (isBoolean(arg, context) && family === 'integer') return arg;
  if (family === 'boolean' && from === 'integer') return call('<>', arg, number('0'));
  return renameCast({ kind: 'cast', arg, type }, family, from, context.engine);
}

const names: Readonly<Partial<Record<LogicalName, string>>> = {
  integer: 'integer',
  real: 'real',
  bytes: 'blob',
};

/** PostgreSQL rounds what it casts to an integer, SQLite cuts it off. */
const integerCasts: Readonly<Record<Engine, (from: LogicalName | null) => string>> = {
  postgres: (from) =>
    from === 'integer' || from === 'text' || from === 'boolean' ? 'integer' : 'rounded integer',
  sqlite: () => 'integer',
};

function renameCast(
  { arg, type }: Cast,
  family: LogicalName,
  from: LogicalName | null,
  engine: Engine,
): Expression | null {
  const args = /\(.*\)/.exec(type)?.[0] ?? '';
  // What JSON gives as text PostgreSQL refuses to round.
  const source = isCall(arg, '->>') ? 'text' : from;
  const base = family === 'integer' ? integerCasts[engine](source) : names[family];
  const plain = family === 'text' ? 'text' : family === 'decimal' ? 'numeric' : (base ?? type);
  const next = base === undefined && plain === type ? type : plain + (plain.includes('(') ? '' : args);
  return next === type ? null : cast(arg, next);
}

/** PostgreSQL casts a column to the type of the number beside it: the comparison asks for the value only. */
export function dropComparedCasts(expression: Expression, context: ExpressionContext): Expression | null {
  if (expression.kind !== 'call' || !comparisonNames.has(expression.name)) return null;
  const [left, right] = expression.args;
  if (left === undefined || right === undefined) return null;
  const [first, second] = [uncast(left, right, context), uncast(right, left, context)];
  return first === null && second === null ? null : call(expression.name, first ?? left, second ?? right);
}

function uncast(side: Expression, other: Expression, context: ExpressionContext): Expression | null {
  if (side.kind !== 'cast' || argumentsOf(side.type).length > 0) return null;
  const family = familyOf(side.type, context.engine);
  if (family === null || !numbers.has(family)) return null;
  const isNumber = signedNumber(other) !== null || numbers.has(inferType(other, context)?.name ?? 'other');
  if (!isNumber) return null;
  const from = inferType(side.arg, context)?.name ?? null;
  if (from === 'integer' && family !== 'integer') return side.arg;
  // What JSON gives as text PostgreSQL must cast before it compares; SQLite's is a number already.
  return isCall(side.arg, '->>') ? side.arg : null;
}
