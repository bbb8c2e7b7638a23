import type { Pair } from './pair.ts';

/** Every type of one row of the table opposite to every one of the other column. */
function cross(
  postgres: readonly string[],
  sqlite: readonly string[],
): Pick<Pair, 'postgres' | 'sqlite' | 'expect'> {
  const pairs = postgres.flatMap((ours) => sqlite.map((theirs) => [ours, theirs] as const));
  const columns = (side: 0 | 1): string => pairs.map((pair, place) => `c${place} ${pair[side]}`).join(', ');
  return { postgres: `CREATE TABLE t (${columns(0)})`, sqlite: `CREATE TABLE t (${columns(1)})`, expect: [] };
}

/** What may stand opposite to what. */
export const typesAlike: readonly Pair[] = [
  {
    name: 'every integer opposite to every integer',
    covers: ['2: integer'],
    ...cross(['smallint', 'integer', 'bigint'], ['INTEGER', 'INT', 'BIGINT', 'SMALLINT', 'TINYINT', 'INT64']),
  },
  {
    name: 'booleans and their forms',
    covers: ['2: boolean'],
    ...cross(['boolean'], ['BOOLEAN', 'BOOL', 'INTEGER', 'NUMERIC', 'INTEGER CHECK (c3 IN (0, 1))']),
  },
  {
    name: 'texts without a length',
    covers: ['2: text'],
    ...cross(['text', 'varchar'], ['TEXT', 'VARCHAR']),
  },
  {
    name: 'texts with the same length',
    covers: ['2: text'],
    postgres: 'CREATE TABLE t (a varchar(40), b char(5), c varchar(40))',
    sqlite: 'CREATE TABLE t (a VARCHAR(40), b CHAR(5), c CHARACTER VARYING(40))',
    expect: [],
  },
  {
    name: 'uuids and their forms: a length opposite to a uuid is no length of a text',
    covers: ['2: uuid', '5: info: type encodings'],
    ...cross(['uuid'], ['TEXT', 'UUID', 'CHAR(36)', 'VARCHAR(36)', 'VARCHAR(255)', 'BLOB']),
    expect: ['info encoding:both:t.c0', 'info encoding:both:t.c5'],
  },
  {
    name: 'moments and their forms',
    covers: ['2: timestamp'],
    ...cross(['timestamptz', 'timestamp'], ['TEXT', 'DATETIME', 'TIMESTAMP', 'INTEGER', 'BIGINT']),
  },
  {
    name: 'dates and times and their forms',
    covers: ['2: date, time'],
    postgres: 'CREATE TABLE t (a date, b date, c date, d time, e time)',
    sqlite: 'CREATE TABLE t (a TEXT, b DATE, c INTEGER, d TEXT, e INTEGER)',
    expect: [],
  },
  {
    name: 'json and its forms',
    covers: ['2: json', '5: info: type encodings'],
    ...cross(['json', 'jsonb'], ['TEXT', 'JSON', 'JSONB', 'BLOB']),
    expect: ['info encoding:both:t.c0', 'info encoding:both:t.c3'],
  },
  {
    name: 'bytes and their names',
    covers: ['2: bytes'],
    ...cross(['bytea'], ['BLOB', 'LONGBLOB', 'BYTEA']),
  },
  {
    name: 'reals and their names',
    covers: ['2: real'],
    ...cross(['real', 'double precision'], ['REAL', 'DOUBLE', 'DOUBLE PRECISION', 'FLOAT']),
  },
  {
    name: 'decimals as text and as scaled integers lose nothing',
    covers: ['2: decimal'],
    ...cross(['numeric(10,2)', 'numeric(20,0)'], ['TEXT', 'INTEGER']),
  },
  {
    name: 'a decimal opposite to NUMERIC loses precision',
    covers: ['2: decimal', '5: warning: NUMERIC opposite to numeric(p,s)'],
    postgres: 'CREATE TABLE t (price numeric(10,2), rate numeric(10,2))',
    sqlite: 'CREATE TABLE t (price NUMERIC, rate DECIMAL(10,2))',
    expect: ['warning precision:both:t.price', 'warning precision:both:t.rate'],
  },
  {
    name: 'arrays and their forms',
    covers: ['2: array', '5: info: type encodings'],
    ...cross(['text[]', 'integer[]', 'uuid[]'], ['TEXT', 'JSON', 'BLOB']),
  },
  {
    name: 'networks as text, bits as integers',
    covers: ['2: network, bit'],
    postgres: 'CREATE TABLE t (a inet, b cidr, c bit(8))',
    sqlite: 'CREATE TABLE t (a TEXT, b TEXT, c INTEGER)',
    expect: [],
  },
  {
    name: 'an enum opposite to text',
    covers: ['2: enum', '5: info: type encodings'],
    postgres: `CREATE TYPE mood AS ENUM ('low', 'high'); CREATE TABLE t (m mood)`,
    sqlite: 'CREATE TABLE t (m TEXT)',
    expect: ['info encoding:both:t.m'],
  },
  {
    name: 'names that the table does not know are read by their affinity',
    covers: ['2: declared name first, affinity second'],
    postgres: 'CREATE TABLE t (a varchar(40), b integer, c text, d integer, e double precision)',
    sqlite: 'CREATE TABLE t (a NVARCHAR(40), b MEDIUMINT, c CLOB, d INT8, e DOUBLE)',
    expect: [],
  },
  {
    name: 'declared names in any case and spacing',
    covers: ['2: declared name first, affinity second'],
    postgres: 'CREATE TABLE t (a boolean, b timestamptz, c double precision, d varchar(20))',
    sqlite: 'CREATE TABLE t (a Boolean, b DateTime, c double  precision, d varchar ( 20 ))',
    expect: [],
  },
  {
    name: 'a STRICT table writes everything in six names',
    covers: ['2: STRICT knows six names'],
    postgres:
      'CREATE TABLE t (a boolean, b timestamptz, c uuid, d jsonb, e bytea, f double precision, g bigint, h varchar)',
    sqlite: 'CREATE TABLE t (a INTEGER, b TEXT, c TEXT, d TEXT, e BLOB, f REAL, g INT, h TEXT) STRICT',
    expect: [],
  },
  {
    name: 'the parity file says what a STRICT column carries',
    covers: ['2: STRICT knows six names', '2: the unit is part of the type'],
    postgres: 'CREATE TABLE t (at timestamptz NOT NULL)',
    sqlite: 'CREATE TABLE t (at INTEGER NOT NULL) STRICT',
    logical: { 't.at': 'timestamp-ms' },
    expect: ['info encoding:both:t.at'],
  },
];
