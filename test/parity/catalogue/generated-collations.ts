import type { Pair } from './pair.ts';

export const generatedAndCollations: readonly Pair[] = [
  {
    name: 'a generated column of both sides, stored or not',
    covers: ['5: generated', '4: added parentheses'],
    postgres:
      'CREATE TABLE t (n integer, m integer, total integer GENERATED ALWAYS AS (n * m + 1) STORED, name text, folded text GENERATED ALWAYS AS (lower(name)) STORED)',
    sqlite:
      'CREATE TABLE t (n INTEGER, m INTEGER, total INTEGER GENERATED ALWAYS AS ((n * m) + 1) STORED, name TEXT, folded TEXT AS (lower(name)) VIRTUAL)',
    expect: [],
  },
  {
    name: 'a generated column that is a plain one on the other side, either side',
    covers: ['5: generated'],
    postgres: 'CREATE TABLE t (n integer, m integer GENERATED ALWAYS AS (n * 2) STORED, k integer)',
    sqlite: 'CREATE TABLE t (n INTEGER, m INTEGER, k INTEGER GENERATED ALWAYS AS (n + 1) STORED)',
    expect: ['error generated:sqlite:t.m', 'error generated:postgres:t.k'],
  },
  {
    name: 'another expression',
    covers: ['5: generated'],
    postgres: 'CREATE TABLE t (n integer, m integer GENERATED ALWAYS AS (n * 2) STORED)',
    sqlite: 'CREATE TABLE t (n INTEGER, m INTEGER GENERATED ALWAYS AS (n * 3) STORED)',
    expect: ['error generated:both:t.m'],
  },
  {
    name: 'a key of a document and bytes as hex in generated columns',
    covers: ['4: json_extract and ->>', '4: encode and hex'],
    postgres: `CREATE TABLE t (d jsonb, b bytea, k text GENERATED ALWAYS AS (d->>'kind') STORED, h text GENERATED ALWAYS AS (encode(b, 'hex')) STORED)`,
    sqlite: `CREATE TABLE t (d TEXT, b BLOB, k TEXT GENERATED ALWAYS AS (json_extract(d, '$.kind')) STORED, h TEXT GENERATED ALWAYS AS (lower(hex(b))) STORED)`,
    expect: [],
  },
  {
    name: 'citext opposite to NOCASE',
    covers: ['4: NOCASE opposite to citext', '2: text'],
    postgres: 'CREATE TABLE t (email citext NOT NULL UNIQUE, name citext)',
    sqlite: 'CREATE TABLE t (email TEXT COLLATE NOCASE NOT NULL UNIQUE, name VARCHAR COLLATE NOCASE)',
    expect: [],
  },
  {
    name: 'citext opposite to a column without NOCASE',
    covers: ['5: collation'],
    postgres: 'CREATE TABLE t (email citext NOT NULL)',
    sqlite: 'CREATE TABLE t (email TEXT NOT NULL)',
    expect: ['error collation:both:t.email'],
  },
  {
    name: 'NOCASE opposite to text that minds the case',
    covers: ['5: collation'],
    postgres: 'CREATE TABLE t (email text NOT NULL)',
    sqlite: 'CREATE TABLE t (email TEXT COLLATE NOCASE NOT NULL)',
    expect: ['error collation:both:t.email'],
  },
  {
    name: 'COLLATE "C" opposite to BINARY',
    covers: ['4: COLLATE "C" opposite to BINARY'],
    postgres: 'CREATE TABLE t (a text COLLATE "C", b text COLLATE "C", c text)',
    sqlite: 'CREATE TABLE t (a TEXT COLLATE BINARY, b TEXT, c TEXT)',
    expect: [],
  },
  {
    name: 'COLLATE "C" in an index opposite to BINARY',
    covers: ['4: COLLATE "C" opposite to BINARY'],
    postgres:
      'CREATE TABLE t (email text); CREATE UNIQUE INDEX t_email ON t (lower(email COLLATE "C")); CREATE INDEX t_e ON t (email COLLATE "C")',
    sqlite:
      'CREATE TABLE t (email TEXT); CREATE UNIQUE INDEX t_email ON t (lower(email)); CREATE INDEX t_e ON t (email)',
    expect: [],
  },
  {
    name: 'NOCASE in a unique index is another rule than the plain one',
    covers: ['5: collation', '3: unique missing'],
    postgres: 'CREATE TABLE t (email text); CREATE UNIQUE INDEX t_email ON t (email)',
    sqlite: 'CREATE TABLE t (email TEXT); CREATE UNIQUE INDEX t_email ON t (email COLLATE NOCASE)',
    expect: ['error index-columns:both:t(email)'],
  },
];
