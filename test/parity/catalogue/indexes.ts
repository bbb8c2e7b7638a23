import type { Pair } from './pair.ts';

const items = 'CREATE TABLE t (a text, b text, n integer, at text);';

export const indexes: readonly Pair[] = [
  {
    name: 'an index that SQLite lacks, one that PostgreSQL lacks',
    covers: ['3: index missing', '5: index'],
    postgres: `${items} CREATE INDEX t_a ON t (a); CREATE INDEX t_ab ON t (a, b)`,
    sqlite: `${items} CREATE INDEX t_a ON t (a); CREATE INDEX t_n ON t (n, at)`,
    expect: ['error index:sqlite:t(a,b)', 'error index:postgres:t(n,at)'],
  },
  {
    name: 'an index lost by a rebuild',
    covers: ['3: an index lost by a rebuild', '3: index missing'],
    postgres: 'CREATE TABLE t (a text, b text); CREATE INDEX t_b ON t (b); ALTER TABLE t ADD COLUMN c text',
    sqlite: `CREATE TABLE t (a TEXT, b TEXT); CREATE INDEX t_b ON t (b);
      CREATE TABLE t_new (a TEXT, b TEXT, c TEXT); INSERT INTO t_new (a, b) SELECT a, b FROM t; DROP TABLE t; ALTER TABLE t_new RENAME TO t`,
    expect: ['error index:sqlite:t(b)'],
  },
  {
    name: 'an index of another name',
    covers: ['4: index names', '5: info: names'],
    postgres: `${items} CREATE INDEX t_a ON t (a)`,
    sqlite: `${items} CREATE INDEX idx_t_on_a ON t (a)`,
    expect: ['info name:both:t(a)'],
  },
  {
    name: 'an index of one name and other columns',
    covers: ['3: index columns', '5: index-columns'],
    postgres: `${items} CREATE INDEX t_search ON t (a, b)`,
    sqlite: `${items} CREATE INDEX t_search ON t (a, n)`,
    expect: ['error index-columns:both:t(a,b)'],
  },
  {
    name: 'an index of one name and fewer columns',
    covers: ['3: index columns', '5: index-columns'],
    postgres: `${items} CREATE INDEX t_search ON t (a, b, at)`,
    sqlite: `${items} CREATE INDEX t_search ON t (a, b)`,
    expect: ['error index-columns:both:t(a,b,at)'],
  },
  {
    name: 'the order of an index is what it is for',
    covers: ['3: index columns', '5: index-columns'],
    postgres: `${items} CREATE INDEX t_search ON t (a, at)`,
    sqlite: `${items} CREATE INDEX t_search ON t (at, a)`,
    expect: ['error index-columns:both:t(a,at)'],
  },
  {
    name: 'one column of an index descends on one side',
    covers: ['3: index columns', '5: index-columns'],
    postgres: `${items} CREATE INDEX t_search ON t (a, at DESC)`,
    sqlite: `${items} CREATE INDEX t_search ON t (a, at)`,
    expect: ['error index-columns:both:t(a,at)'],
  },
  {
    name: 'an index that descends on both sides, whatever comes first in it',
    covers: ['5: index-columns'],
    postgres: `${items} CREATE INDEX t_search ON t (a, at DESC); CREATE INDEX t_at ON t (at DESC NULLS LAST)`,
    sqlite: `${items} CREATE INDEX t_search ON t (a, at DESC); CREATE INDEX t_at ON t (at DESC)`,
    expect: [],
  },
  {
    name: 'an index for some rows opposite to one for all',
    covers: ['5: predicate'],
    postgres: `${items} CREATE INDEX t_open ON t (at) WHERE a IS NULL`,
    sqlite: `${items} CREATE INDEX t_open ON t (at)`,
    expect: ['error predicate:both:t(at)'],
  },
  {
    name: 'indexes for other rows',
    covers: ['5: predicate'],
    postgres: `${items} CREATE INDEX t_open ON t (at) WHERE a = 'open'`,
    sqlite: `${items} CREATE INDEX t_open ON t (at) WHERE a = 'closed'`,
    expect: ['error predicate:both:t(at)'],
  },
  {
    name: 'one predicate in two spellings',
    covers: ['4: IN as = ANY', '4: casts', '4: added parentheses'],
    postgres: `CREATE TABLE t (s varchar(10), n integer, at text); CREATE INDEX t_open ON t (at) WHERE s IN ('open', 'held') AND n > 0 AND s <> ''`,
    sqlite: `CREATE TABLE t (s VARCHAR(10), n INTEGER, at TEXT); CREATE INDEX t_open ON t (at) WHERE ((n > 0)) AND s != '' AND s IN ('held', 'open')`,
    expect: [],
  },
  {
    name: 'two indexes of the same columns for different rows',
    covers: ['3: index missing', '5: predicate'],
    postgres: `${items} CREATE INDEX t_open ON t (at) WHERE a = 'open'; CREATE INDEX t_held ON t (at) WHERE a = 'held'`,
    sqlite: `${items} CREATE INDEX t_open ON t (at) WHERE a = 'open'; CREATE INDEX t_held ON t (at) WHERE a = 'held'`,
    expect: [],
  },
  {
    name: 'an index that repeats the primary key or a unique set of the other side',
    covers: ['4: an index that repeats a key', '5: info: redundant index'],
    postgres: 'CREATE TABLE t (id text PRIMARY KEY, a text UNIQUE)',
    sqlite:
      'CREATE TABLE t (id TEXT NOT NULL PRIMARY KEY, a TEXT UNIQUE); CREATE INDEX t_id ON t (id); CREATE INDEX t_a ON t (a)',
    expect: ['info redundant-index:postgres:t(id)', 'info redundant-index:postgres:t(a)'],
  },
  {
    name: 'an index that is the beginning of a longer one on the other side is not missed there',
    covers: ['5: index', '5: info: redundant index'],
    postgres: `${items} CREATE INDEX t_a ON t (a)`,
    sqlite: `${items} CREATE INDEX t_ab ON t (a, b)`,
    expect: ['error index:postgres:t(a,b)', 'info redundant-index:sqlite:t(a)'],
  },
  {
    name: 'an index that is the end of a longer one, or the beginning of one for other rows, is',
    covers: ['5: index', '3: index missing'],
    postgres: `${items} CREATE INDEX t_b ON t (b); CREATE INDEX t_n ON t (n)`,
    sqlite: `${items} CREATE INDEX t_ab ON t (a, b); CREATE INDEX t_nb ON t (n, b) WHERE a IS NULL`,
    expect: [
      'error index:sqlite:t(b)',
      'error index:sqlite:t(n)',
      'error index:postgres:t(a,b)',
      'error index:postgres:t(n,b)',
    ],
  },
  {
    name: 'a unique index that repeats the primary key of both sides',
    covers: ['4: an index that repeats a key', '5: info: redundant index'],
    postgres: 'CREATE TABLE t (id text PRIMARY KEY); CREATE UNIQUE INDEX t_id ON t (id)',
    sqlite: 'CREATE TABLE t (id TEXT NOT NULL PRIMARY KEY)',
    expect: ['info redundant-index:sqlite:t(id)'],
  },
  {
    name: 'an index of an expression on both sides',
    covers: ['4: json_extract and ->>', '4: TRIM(BOTH FROM x)', '4: added parentheses'],
    postgres: `CREATE TABLE t (d jsonb, a text); CREATE INDEX t_kind ON t ((d->>'kind')); CREATE INDEX t_trim ON t (lower(TRIM(a)))`,
    sqlite: `CREATE TABLE t (d TEXT, a TEXT); CREATE INDEX t_kind ON t (json_extract(d, '$.kind')); CREATE INDEX t_trim ON t (lower(trim(a)))`,
    expect: [],
  },
  {
    name: 'an index of the arrow operator on both sides',
    covers: ['4: json_extract and ->>'],
    postgres: `CREATE TABLE t (d jsonb); CREATE INDEX t_kind ON t ((d->>'kind'))`,
    sqlite: `CREATE TABLE t (d TEXT); CREATE INDEX t_kind ON t (d->>'kind'); `,
    expect: [],
  },
  {
    name: 'an index of another key of the document',
    covers: ['3: index columns', '4: json_extract and ->>'],
    postgres: `CREATE TABLE t (d jsonb); CREATE INDEX t_kind ON t ((d->>'kind'))`,
    sqlite: `CREATE TABLE t (d TEXT); CREATE INDEX t_kind ON t (json_extract(d, '$.type'))`,
    expect: [`error index-columns:both:t(d ->> 'kind')`],
  },
  {
    name: 'GIN, GiST and BRIN opposite to plain indexes',
    covers: ['4: GIN, GiST, BRIN', '5: info: access method'],
    postgres: `CREATE TABLE t (d jsonb, r inet, at timestamptz); CREATE INDEX t_d ON t USING gin (d); CREATE INDEX t_r ON t USING gist (r inet_ops); CREATE INDEX t_at ON t USING brin (at)`,
    sqlite:
      'CREATE TABLE t (d TEXT, r TEXT, at TEXT); CREATE INDEX t_d ON t (d); CREATE INDEX t_r ON t (r); CREATE INDEX t_at ON t (at)',
    expect: ['info access-method:both:t(d)', 'info access-method:both:t(r)', 'info access-method:both:t(at)'],
  },
  {
    name: 'GIN and BRIN opposite to nothing',
    covers: ['4: GIN, GiST, BRIN', '5: info: access method'],
    postgres:
      'CREATE TABLE t (d jsonb, at timestamptz); CREATE INDEX t_d ON t USING gin (d); CREATE INDEX t_at ON t USING brin (at)',
    sqlite: 'CREATE TABLE t (d TEXT, at TEXT)',
    expect: ['info access-method:sqlite:t(d)', 'info access-method:sqlite:t(at)'],
  },
  {
    name: 'an index on a foreign key that one side lacks',
    covers: ['3: index missing'],
    postgres:
      'CREATE TABLE p (id text PRIMARY KEY); CREATE TABLE t (p_id text REFERENCES p (id)); CREATE INDEX t_p ON t (p_id)',
    sqlite: 'CREATE TABLE p (id TEXT NOT NULL PRIMARY KEY); CREATE TABLE t (p_id TEXT REFERENCES p (id))',
    expect: ['error index:sqlite:t(p_id)'],
  },
];
