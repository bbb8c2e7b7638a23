import type { Pair } from './pair.ts';

/** Each pair is outside of the table: an error per column. */
function outside(
  name: string,
  types: readonly (readonly [postgres: string, sqlite: string])[],
  covers: Pair['covers'] = ['2: a pair outside the table', '5: type'],
): Pair {
  const columns = (side: 0 | 1): string => types.map((pair, place) => `c${place} ${pair[side]}`).join(', ');
  return {
    name,
    covers,
    postgres: `CREATE TABLE t (${columns(0)})`,
    sqlite: `CREATE TABLE t (${columns(1)})`,
    expect: types.map((_, place) => `error type:both:t.c${place}`),
  };
}

export const typesApart: readonly Pair[] = [
  outside(
    'an integer opposite to a text, either way round',
    [
      ['integer', 'TEXT'],
      ['bigint', 'VARCHAR'],
      ['text', 'INTEGER'],
      ['varchar', 'BIGINT'],
    ],
    ['2: integer opposite to text', '3: type', '5: type'],
  ),
  outside('integers opposite to what is none', [
    ['integer', 'REAL'],
    ['integer', 'BLOB'],
    ['bigint', 'NUMERIC'],
    ['integer', 'BOOLEAN'],
    ['bigint', 'TIMESTAMP'],
  ]),
  outside('booleans opposite to what is none', [
    ['boolean', 'TEXT'],
    ['boolean', 'BLOB'],
    ['boolean', 'REAL'],
  ]),
  outside('texts opposite to what is none', [
    ['text', 'BLOB'],
    ['text', 'REAL'],
    ['text', 'DATETIME'],
    ['text', 'NUMERIC'],
  ]),
  outside('uuids opposite to what is none', [
    ['uuid', 'INTEGER'],
    ['uuid', 'REAL'],
  ]),
  outside('moments opposite to what is none', [
    ['timestamptz', 'BLOB'],
    ['timestamptz', 'BOOLEAN'],
    ['date', 'BLOB'],
    ['time', 'REAL'],
  ]),
  outside('json opposite to what is none', [
    ['jsonb', 'INTEGER'],
    ['json', 'REAL'],
  ]),
  outside('bytes opposite to what is none', [
    ['bytea', 'TEXT'],
    ['bytea', 'INTEGER'],
    ['bytea', 'VARCHAR(40)'],
  ]),
  outside('reals opposite to what is none', [
    ['real', 'TEXT'],
    ['double precision', 'INTEGER'],
    ['double precision', 'BLOB'],
  ]),
  outside('decimals opposite to binary fractions and bytes', [
    ['numeric(10,2)', 'REAL'],
    ['numeric(10,2)', 'BLOB'],
  ]),
  outside('arrays and networks opposite to what is none', [
    ['text[]', 'INTEGER'],
    ['text[]', 'REAL'],
    ['inet', 'BLOB'],
    ['cidr', 'REAL'],
  ]),
  outside(
    'STRING and FLOATING POINT are not what they say: their affinity is another',
    [
      ['text', 'STRING'],
      ['double precision', 'FLOATING POINT'],
    ],
    ['2: declared name first, affinity second'],
  ),
  outside(
    'a column without a type is one of bytes',
    [['text', '']],
    ['2: declared name first, affinity second'],
  ),
  {
    name: 'an enum opposite to an integer',
    covers: ['2: enum', '2: a pair outside the table'],
    postgres: `CREATE TYPE mood AS ENUM ('low', 'high'); CREATE TABLE t (m mood)`,
    sqlite: 'CREATE TABLE t (m INTEGER)',
    expect: ['error type:both:t.m'],
  },
  {
    name: 'two columns with their types swapped',
    covers: ['3: type', '5: type'],
    postgres: 'CREATE TABLE t (id integer NOT NULL, label text, size bigint)',
    sqlite: 'CREATE TABLE t (id INTEGER NOT NULL, label INTEGER, size TEXT)',
    expect: ['error type:both:t.label', 'error type:both:t.size'],
  },
  {
    name: 'a STRICT column opposite to the wrong type',
    covers: ['2: STRICT knows six names', '5: type'],
    postgres: 'CREATE TABLE t (a bytea, b bigint, c boolean)',
    sqlite: 'CREATE TABLE t (a TEXT, b TEXT, c INTEGER) STRICT',
    expect: ['error type:both:t.a', 'error type:both:t.b'],
  },
];
