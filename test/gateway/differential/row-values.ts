import * as fc from 'fast-check';
import { columnPool, freshValue } from '../../../src/rehearse/generate/column-values.ts';
import { createRandom } from '../../../src/rehearse/generate/random.ts';
import type { ColumnPlan } from '../../../src/rehearse/generate/table-plan.ts';
import { longText } from './values.ts';

/** What a column is set to: a value in its logical form, or what each engine is told word for word. */
export type RowValue =
  | { readonly logical: string | null }
  | {
      readonly words: { readonly postgres: string; readonly sqlite: string };
      /** One of the known differences; null where both engines must judge alike. */
      readonly known: string | null;
    };

const same = (words: string, known: string | null = null): RowValue => ({
  words: { postgres: words, sqlite: words },
  known,
});
const apart = (known: string, postgres: string, sqlite: string): RowValue => ({
  words: { postgres, sqlite },
  known,
});

const someId = 'abcdef00-0000-4000-8000-00000000000a';
const nested = `'${'['.repeat(1001)}${']'.repeat(1001)}'`;

/** Of another kind than the column's, or at the edge of what it can be, by what the column means. */
const strange: Readonly<Record<string, readonly RowValue[]>> = {
  integer: [
    same('9223372036854775807'),
    same('9223372036854775808'),
    same('-9223372036854775808'),
    same('9007199254740992'),
    same('1e3'),
    same("'12'"),
    same("'abc'"),
    same("''"),
    same('1.5', 'fraction for a whole number'),
    same("'1e3'", 'exponent in text for a whole number'),
    apart('', "'\\x00'::bytea", "X'00'"),
  ],
  boolean: [
    apart('', "'2'", '2'),
    same("'maybe'"),
    same("''"),
    same("'yes'", 'boolean in words'),
    same("'off'", 'boolean in words'),
  ],
  text: [
    same("''"),
    same("' '"),
    same("'É'"),
    same("'A'"),
    same("'ß'"),
    same("'unknown'"),
    same('5'),
    same(`'${'a'.repeat(64)}'`),
    same(`'${'é'.repeat(64)}'`),
    same(`'${'a'.repeat(65)}'`),
    apart('NUL in text', 'chr(0)', 'char(97, 0, 98)'),
    apart('bytes for text', "'\\x6162'::bytea", "X'6162'"),
    same(`'${longText}'`, 'text too long for an index'),
  ],
  uuid: [
    same("'x'"),
    same("''"),
    same('5'),
    same(`'{${someId}}'`, 'uuid in another spelling'),
    same(`'${someId.replaceAll('-', '')}'`, 'uuid in another spelling'),
    same(`'${'z'.repeat(36)}'`, '36 letters that are no uuid'),
  ],
  timestamp: [
    same("'abc'"),
    same("''"),
    same("'infinity'", 'moment that never ends'),
    apart('moment finer than a millisecond', "'2026-03-01T00:00:00.0005Z'", '1772323200000.5'),
    apart('moment beyond the years of PostgreSQL', "'294277-01-01T00:00:00Z'", '9224318016000000'),
  ],
  json: [
    same("'null'"),
    same("''"),
    same("'nope'"),
    same("'NaN'"),
    same(`'{''a'':1}'`),
    same(`'[1,]'`),
    same(`' [1 , 2] '`),
    same(`'{"n":-0}'`),
    same(`'12345678901234567890.5'`),
    same('5', 'number for JSON text'),
    // jsonb keeps the last of them, SQLite the text: the same value to whoever reads it.
    same(`'{"a":1,"a":2}'`),
    same(`'"\\u0000"'`, 'JSON with an escaped NUL'),
    same(`'"\\ud800"'`, 'JSON with half of a surrogate pair'),
    same(nested, 'JSON deeper than 1000'),
  ],
  bytes: [same('5'), apart('', "'\\x'", "X''"), same("'abc'", 'text for bytes')],
};

/** What stands in words that are known to be the same. */
const settled = (values: readonly RowValue[]): readonly RowValue[] =>
  values.map((value) => ('words' in value && value.known === '' ? { ...value, known: null } : value));

/** What a column may refer to, or repeat: logical values of rows that are there. */
export type Existing = readonly string[];

/** Returns values for a column: those that it should be tried with, existing ones, its edges, and strange ones. */
export function rowValues(plan: ColumnPlan, existing: Existing): fc.Arbitrary<RowValue> {
  const logical = (values: readonly string[]): fc.Arbitrary<RowValue>[] =>
    values.length === 0 ? [] : [fc.constantFrom(...values).map((each) => ({ logical: each }))];
  const fresh = fc.nat(30).map(
    (serial): RowValue => ({
      logical: freshValue(plan, serial + 1, createRandom(`${plan.name} ${serial}`)),
    }),
  );
  const capitals = plan.meaning === 'uuid' ? capitalsOf(existing) : [];
  const odd = [...settled(strange[plan.meaning] ?? []), ...capitals];
  return fc.oneof(
    ...logical(columnPool(plan)).map((arbitrary) => ({ weight: 4, arbitrary })),
    ...logical(existing).map((arbitrary) => ({ weight: 6, arbitrary })),
    ...logical(edgesOf(plan)).map((arbitrary) => ({ weight: 3, arbitrary })),
    { weight: 3, arbitrary: fresh },
    { weight: 2, arbitrary: fc.constant<RowValue>({ logical: null }) },
    ...(odd.length === 0 ? [] : [{ weight: 3, arbitrary: fc.constantFrom(...odd) }]),
  );
}

function capitalsOf(existing: Existing): readonly RowValue[] {
  const withLetters = existing.filter((id) => id !== id.toUpperCase()).slice(0, 2);
  return [...withLetters, someId].map((id) => same(`'${id.toUpperCase()}'`, 'uuid in capitals'));
}

/** Just inside and just outside of what the declared rules leave. */
function edgesOf({ meaning, limits: { least, most }, hints }: ColumnPlan): readonly string[] {
  if (meaning !== 'integer') return meaning === 'text' ? [...hints] : [];
  const ends = [least, most].filter((end) => end !== null);
  return [...new Set([...ends, ...ends.map((end) => end - 1n), ...ends.map((end) => end + 1n), 0n, -1n])].map(
    String,
  );
}
