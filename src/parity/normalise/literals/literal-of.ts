import type { Engine } from '../../../core/engine.ts';
import { boolean, string } from '../../../sql/expression/build.ts';
import type { Expression } from '../../../sql/expression/expression.ts';
import type { LogicalName, LogicalType } from '../../logical-type.ts';
import { signedNumber } from '../scope.ts';
import { arrayToJson, plainJson } from './json-literal.ts';
import { countedMoment, plainDay, plainMoment, plainTime } from './moment-literal.ts';
import { numberValue } from './number-literal.ts';

type Read = (literal: Expression, type: LogicalType, engine: Engine) => Expression | null;

/** How a value of each type is written in the normal form. What is no value of the type stays as it is: null. */
const readers: Readonly<Partial<Record<LogicalName, Read>>> = {
  boolean: readBoolean,
  integer: readNumber,
  real: readNumber,
  decimal: readNumber,
  text: readText,
  enum: readText,
  network: readText,
  uuid: (literal) => map(readBytesAsUuid(literal), (text) => string(text.toLowerCase())),
  bytes: readBytes,
  json: (literal) => map(map(textOfLiteral(literal), plainJson), string),
  array: readArray,
  timestamp: readMoment,
  date: (literal) => map(map(textOfLiteral(literal), plainDay), string),
  time: (literal) => map(map(textOfLiteral(literal), plainTime), string),
};

/** Returns the literal as the value that a column of the type holds, or null where that is how it stands already. */
export function literalOf(type: LogicalType, literal: Expression, engine: Engine): Expression | null {
  const value = readers[type.name]?.(literal, type, engine) ?? null;
  return value === null || isSame(value, literal) ? null : value;
}

function isSame(left: Expression, right: Expression): boolean {
  if (left.kind !== right.kind) return false;
  if (left.kind === 'string' && right.kind === 'string') return left.value === right.value;
  if (left.kind === 'boolean' && right.kind === 'boolean') return left.value === right.value;
  if (left.kind === 'bytes' && right.kind === 'bytes') return left.hex === right.hex;
  return signedNumber(left) === signedNumber(right);
}

function map<T, R>(value: T | null, next: (value: T) => R): R | null {
  return value === null ? null : next(value);
}

/** PostgreSQL's words, in any case, as far as they are written out. */
const booleanWords: Readonly<Record<string, boolean>> = {
  t: true,
  true: true,
  y: true,
  yes: true,
  on: true,
  '1': true,
  f: false,
  false: false,
  n: false,
  no: false,
  off: false,
  '0': false,
};

/** SQLite keeps the text 'true' as text; only digits become a number by the column's affinity. */
const booleanTexts: Readonly<Record<Engine, (text: string) => boolean | undefined>> = {
  postgres: (text) => booleanWords[text.trim().toLowerCase()],
  sqlite: (text) => (/^[01]$/.test(text) ? text === '1' : undefined),
};

function readBoolean(literal: Expression, _type: LogicalType, engine: Engine): Expression | null {
  if (literal.kind === 'string') {
    const value = booleanTexts[engine](literal.value);
    return value === undefined ? null : boolean(value);
  }
  const digits = signedNumber(literal);
  if (digits === null) return null;
  const value = numberValue(digits);
  return value?.kind === 'number' && /^[01]$/.test(value.text) ? boolean(value.text === '1') : null;
}

function readNumber(literal: Expression): Expression | null {
  if (literal.kind === 'boolean') return { kind: 'number', text: literal.value ? '1' : '0' };
  return map(literal.kind === 'string' ? literal.value : signedNumber(literal), numberValue);
}

/** A whole number becomes its digits in a text column; what a real number becomes is each engine's own. */
function readText(literal: Expression): Expression | null {
  const digits = signedNumber(literal);
  if (digits !== null && /^-?\d+$/.test(digits)) return string(digits);
  return null;
}

function textOfLiteral(literal: Expression): string | null {
  if (literal.kind === 'string') return literal.value;
  if (literal.kind !== 'bytes') return null;
  const text = Buffer.from(literal.hex, 'hex').toString('utf8');
  return Buffer.from(text).toString('hex') === literal.hex ? text : null;
}

function readBytesAsUuid(literal: Expression): string | null {
  if (literal.kind === 'string') return literal.value;
  if (literal.kind !== 'bytes' || literal.hex.length !== 32) return null;
  return literal.hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** `\x7b7d` and the escapes of PostgreSQL's older form; a text of SQLite stands for its bytes. */
const bytesOfText: Readonly<Record<Engine, (text: string) => string | null>> = {
  postgres: (text) => {
    const hex = /^\\x([0-9a-f\s]*)$/i.exec(text)?.[1]?.replace(/\s/g, '');
    if (hex !== undefined) return hex.length % 2 === 0 ? hex.toLowerCase() : null;
    return text.includes('\\') ? null : Buffer.from(text).toString('hex');
  },
  sqlite: (text) => Buffer.from(text).toString('hex'),
};

function readBytes(literal: Expression, _type: LogicalType, engine: Engine): Expression | null {
  if (literal.kind !== 'string') return null;
  return map(bytesOfText[engine](literal.value), (hex) => ({ kind: 'bytes', hex }));
}

/** SQLite has no arrays: they are JSON there, and a text in braces is an object. */
const arrayTexts: Readonly<Record<Engine, (text: string) => string | null>> = {
  postgres: (text) => arrayToJson(text, false) ?? plainJson(text),
  sqlite: plainJson,
};

function readArray(literal: Expression, _type: LogicalType, engine: Engine): Expression | null {
  return map(map(textOfLiteral(literal), arrayTexts[engine]), string);
}

function readMoment(literal: Expression, { unit }: LogicalType): Expression | null {
  const digits = signedNumber(literal);
  if (digits !== null) return map(countedMoment(digits, unit), string);
  return map(map(textOfLiteral(literal), plainMoment), string);
}
