import { microsPerUnit } from '../../engines/moment-text.ts';
import type { RawValue, RowColumn } from '../../engines/row-dialect.ts';
import { canonicalJson } from './canonical-json.ts';
import { canonicalMoment } from './canonical-moment.ts';
import { canonicalNumber } from './canonical-number.ts';

type Read = (raw: RawValue, column: RowColumn) => string | null;

/** A number that stands where a whole one is meant keeps its fraction. */
const number: Read = ({ kind, text }) => {
  if (kind === 'bytes') return null;
  // SQLite prints a double with more digits than it takes to tell it apart.
  return canonicalNumber(kind === 'real' ? String(Number(text)) : text);
};

const readers: Readonly<Record<string, Read>> = {
  integer: number,
  real: ({ kind, text }) => {
    const value = kind === 'bytes' || text.trim() === '' ? Number.NaN : Number(text);
    return Number.isFinite(value) ? canonicalNumber(String(value)) : text.toLowerCase();
  },
  decimal: (raw, column) =>
    raw.kind === 'integer' && column.scale !== null
      ? canonicalNumber(`${raw.text}e-${column.scale}`)
      : number(raw, column),
  boolean: ({ text }) => booleans[text.toLowerCase()] ?? null,
  uuid: ({ kind, text }) =>
    kind === 'bytes' && text.length === 32
      ? text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
      : text.toLowerCase(),
  timestamp: ({ kind, text }, { unit }) => {
    if (kind === 'integer') return String(BigInt(text) * microsPerUnit(unit));
    if (kind === 'real') return String(Math.round(Number(text) * Number(microsPerUnit(unit))));
    return canonicalMoment(text);
  },
  date: ({ kind, text }, { unit }) => {
    if (kind !== 'integer') return text.replace(/[T ]00:00:00(?:\.0+)?Z?$/, '');
    const date = new Date(Number((BigInt(text) * microsPerUnit(unit)) / 1_000n));
    return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10);
  },
  time: ({ text }) =>
    text
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '')
      .replace(/^(\d\d:\d\d)$/, '$1:00'),
  // By its number: SQLite may keep it as one.
  bit: ({ kind, text }) => (kind === 'integer' ? BigInt(text).toString(2) : text).replace(/^0+(?=.)/, ''),
  json: ({ text }) => canonicalJson(text),
  array: ({ text }) => canonicalJson(text),
  // Text in a column for bytes means its bytes: '{}' is X'7B7D'.
  bytes: ({ kind, text }) => (kind === 'bytes' ? text : Buffer.from(text).toString('hex')),
};

const booleans: Readonly<Record<string, string>> = {
  '1': 'true',
  true: 'true',
  t: 'true',
  '0': 'false',
  false: 'false',
  f: 'false',
};

/**
 * Returns a stored value in the logical form of what its column means: equal texts are equal values, on either engine.
 * Null for NULL. What the column's type cannot explain stays visible as what it is.
 */
export function canonicalValue(raw: RawValue | null, column: RowColumn): string | null {
  if (raw === null) return null;
  const read = Object.hasOwn(readers, column.meaning) ? readers[column.meaning] : undefined;
  if (read === undefined) return raw.kind === 'bytes' ? `X'${raw.text}'` : raw.text;
  return read(raw, column) ?? `${raw.kind} ${raw.text}`;
}
