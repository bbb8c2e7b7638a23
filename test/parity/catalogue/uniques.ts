import type { Pair } from './pair.ts';

export const uniques: readonly Pair[] = [
  {
    name: 'UNIQUE of a column, of a table and by an index are one thing',
    covers: ['4: an index that repeats a key'],
    postgres:
      'CREATE TABLE t (a text UNIQUE, b text, c text, UNIQUE (b, c)); CREATE UNIQUE INDEX t_c ON t (c)',
    sqlite:
      'CREATE TABLE t (a TEXT, b TEXT, c TEXT UNIQUE); CREATE UNIQUE INDEX t_a ON t (a); CREATE UNIQUE INDEX t_bc ON t (b, c)',
    expect: [],
  },
  {
    name: 'a unique set that one side lacks, either side',
    covers: ['3: unique missing', '5: unique'],
    postgres: 'CREATE TABLE t (a text UNIQUE, b text)',
    sqlite: 'CREATE TABLE t (a TEXT, b TEXT UNIQUE)',
    expect: ['error unique:sqlite:t(a)', 'error unique:postgres:t(b)'],
  },
  {
    name: 'a unique set of several columns that SQLite lacks',
    covers: ['3: unique missing', '5: unique'],
    postgres: 'CREATE TABLE t (a text, b text, c text, UNIQUE (a, b))',
    sqlite: 'CREATE TABLE t (a TEXT, b TEXT, c TEXT)',
    expect: ['error unique:sqlite:t(a,b)'],
  },
  {
    name: 'an index is UNIQUE on PostgreSQL only, and there all the same on SQLite',
    covers: ['3: an index UNIQUE on one side only', '5: unique'],
    postgres: 'CREATE TABLE t (a text, b text); CREATE UNIQUE INDEX t_ab ON t (a, b)',
    sqlite: 'CREATE TABLE t (a TEXT, b TEXT); CREATE INDEX t_ab ON t (a, b)',
    expect: ['error unique:both:t(a,b)'],
  },
  {
    name: 'an index is UNIQUE on SQLite only',
    covers: ['3: an index UNIQUE on one side only', '5: unique'],
    postgres: 'CREATE TABLE t (a text); CREATE INDEX t_a ON t (a)',
    sqlite: 'CREATE TABLE t (a TEXT); CREATE UNIQUE INDEX t_a ON t (a)',
    expect: ['error unique:both:t(a)'],
  },
  {
    name: 'UNIQUE where the column is not NULL is plain UNIQUE',
    covers: ['4: UNIQUE WHERE every column IS NOT NULL'],
    postgres: 'CREATE TABLE t (a text, b text); CREATE UNIQUE INDEX t_a ON t (a) WHERE a IS NOT NULL',
    sqlite: 'CREATE TABLE t (a TEXT UNIQUE, b TEXT)',
    expect: [],
  },
  {
    name: 'UNIQUE of two where both are not NULL is plain UNIQUE, the other way round',
    covers: ['4: UNIQUE WHERE every column IS NOT NULL'],
    postgres: 'CREATE TABLE t (a text, b text, UNIQUE (a, b))',
    sqlite:
      'CREATE TABLE t (a TEXT, b TEXT); CREATE UNIQUE INDEX t_ab ON t (a, b) WHERE b IS NOT NULL AND a IS NOT NULL',
    expect: [],
  },
  {
    name: 'UNIQUE where another column is not NULL is not plain UNIQUE',
    covers: ['3: partial-unique predicate', '5: predicate'],
    postgres: 'CREATE TABLE t (a text, b text); CREATE UNIQUE INDEX t_a ON t (a) WHERE b IS NOT NULL',
    sqlite: 'CREATE TABLE t (a TEXT, b TEXT); CREATE UNIQUE INDEX t_a ON t (a)',
    expect: ['error predicate:both:t(a)'],
  },
  {
    name: 'a unique index for open rows only, opposite to one for all',
    covers: ['3: partial-unique predicate', '5: predicate'],
    postgres: `CREATE TABLE t (a text, state text); CREATE UNIQUE INDEX t_a ON t (a) WHERE state = 'open'`,
    sqlite: 'CREATE TABLE t (a TEXT, state TEXT); CREATE UNIQUE INDEX t_a ON t (a)',
    expect: ['error predicate:both:t(a)'],
  },
  {
    name: 'two unique indexes for other rows',
    covers: ['3: partial-unique predicate', '5: predicate'],
    postgres:
      'CREATE TABLE t (a text, closed_at text); CREATE UNIQUE INDEX t_a ON t (a) WHERE closed_at IS NULL',
    sqlite:
      'CREATE TABLE t (a TEXT, closed_at TEXT); CREATE UNIQUE INDEX t_a ON t (a) WHERE closed_at IS NOT NULL',
    expect: ['error predicate:both:t(a)'],
  },
  {
    name: 'a unique index with one predicate in two spellings',
    covers: ['4: IN of one as =', '4: added parentheses', '4: true and 1'],
    postgres: `CREATE TABLE t (a text, state text, active boolean); CREATE UNIQUE INDEX t_a ON t (a) WHERE state IN ('open') AND active`,
    sqlite: `CREATE TABLE t (a TEXT, state TEXT, active INTEGER); CREATE UNIQUE INDEX t_a ON t (a) WHERE active = 1 AND state = 'open'`,
    expect: [],
  },
  {
    name: 'NULLS NOT DISTINCT refuses the second NULL, SQLite does not',
    covers: ['5: unique'],
    postgres: 'CREATE TABLE t (a text, UNIQUE NULLS NOT DISTINCT (a))',
    sqlite: 'CREATE TABLE t (a TEXT UNIQUE)',
    expect: ['error unique:both:t(a)'],
    since: 15,
  },
  {
    name: 'a unique index of an expression that SQLite lacks',
    covers: ['3: unique missing'],
    postgres: 'CREATE TABLE t (email text); CREATE UNIQUE INDEX t_email ON t (lower(email))',
    sqlite: 'CREATE TABLE t (email TEXT)',
    expect: ['error unique:sqlite:t(lower(email))'],
  },
  {
    name: 'a unique index of an expression on both sides',
    covers: ['4: added parentheses'],
    postgres: 'CREATE TABLE t (org text, email text); CREATE UNIQUE INDEX t_email ON t (org, lower(email))',
    sqlite: 'CREATE TABLE t (org TEXT, email TEXT); CREATE UNIQUE INDEX t_email ON t (org, lower(email))',
    expect: [],
  },
  {
    name: 'a unique index of case-folded text opposite to one of the text',
    covers: ['3: unique missing'],
    postgres: 'CREATE TABLE t (email text); CREATE UNIQUE INDEX t_email_lower ON t (lower(email))',
    sqlite: 'CREATE TABLE t (email TEXT); CREATE UNIQUE INDEX t_email ON t (email)',
    expect: ['error unique:sqlite:t(lower(email))', 'error unique:postgres:t(email)'],
  },
  {
    name: 'the order of the columns of a UNIQUE constraint refuses no other row',
    covers: ['3: index columns'],
    postgres: 'CREATE TABLE t (a text NOT NULL, b text NOT NULL, UNIQUE (a, b))',
    sqlite: 'CREATE TABLE t (a TEXT NOT NULL, b TEXT NOT NULL, UNIQUE (b, a))',
    expect: ['error index-columns:both:t(a,b)'],
  },
];
