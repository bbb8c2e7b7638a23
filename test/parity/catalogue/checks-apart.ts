import type { Pair } from './pair.ts';

/** A CHECK on both sides that does not mean the same: each side lacks the other's. */
function differing(
  name: string,
  covers: Pair['covers'],
  columns: string,
  [postgres, sqlite]: readonly [string, string],
  expect: readonly string[],
): Pair {
  return {
    name,
    covers,
    postgres: `CREATE TABLE t (${columns}, CHECK (${postgres}))`,
    sqlite: `CREATE TABLE t (${columns}, CHECK (${sqlite}))`,
    expect,
  };
}

const different: Pair['covers'] = ['3: check missing or different', '5: check'];

export const checksApart: readonly Pair[] = [
  {
    name: 'a CHECK on PostgreSQL only',
    covers: ['3: a CHECK on one side only', '3: check missing or different', '5: check'],
    postgres: 'CREATE TABLE t (n integer CHECK (n > 0))',
    sqlite: 'CREATE TABLE t (n INTEGER)',
    expect: ['error check:sqlite:t(n)'],
  },
  {
    name: 'a CHECK on SQLite only',
    covers: ['3: a CHECK on one side only', '3: check missing or different', '5: check'],
    postgres: 'CREATE TABLE t (a text, b text)',
    sqlite: 'CREATE TABLE t (a TEXT, b TEXT, CHECK (a IS NOT NULL OR b IS NOT NULL))',
    expect: ['error check:postgres:t(a,b)'],
  },
  {
    name: 'a part of a CHECK on one side only',
    covers: different,
    postgres: `CREATE TABLE t (a text CHECK (a <> '' AND a = lower(a)))`,
    sqlite: `CREATE TABLE t (a TEXT CHECK (a <> ''))`,
    expect: ['error check:sqlite:t(a)'],
  },
  {
    name: 'a CHECK lost by a rebuild',
    covers: different,
    postgres: 'CREATE TABLE t (n integer CHECK (n > 0)); ALTER TABLE t ADD COLUMN a text',
    sqlite:
      'CREATE TABLE t (n INTEGER CHECK (n > 0)); CREATE TABLE t_new (n INTEGER, a TEXT); DROP TABLE t; ALTER TABLE t_new RENAME TO t',
    expect: ['error check:sqlite:t(n)'],
  },
  differing(
    'a member more in a list',
    different,
    'a text',
    [`a IN ('x', 'y')`, `a IN ('x', 'y', 'z')`],
    ['error check:both:t(a)'],
  ),
  differing('another bound', different, 'n integer', ['n <= 100', 'n <= 1000'], ['error check:both:t(n)']),
  differing(
    'one bound of BETWEEN',
    different,
    'n integer',
    ['n BETWEEN 1 AND 9', 'n BETWEEN 0 AND 9'],
    ['error check:both:t(n)'],
  ),
  differing('another operator', different, 'n integer', ['n > 0', 'n >= 0'], ['error check:both:t(n)']),
  differing(
    'AND opposite to OR',
    different,
    'a text, b text',
    ['a IS NULL OR b IS NULL', 'a IS NULL AND b IS NULL'],
    ['error check:sqlite:t(a,b)', 'error check:postgres:t(a)', 'error check:postgres:t(b)'],
  ),
  differing(
    'the other way round',
    different,
    'n integer, m integer',
    ['n < m', 'n > m'],
    ['error check:both:t(m,n)'],
  ),
  differing(
    'another column',
    different,
    'n integer, m integer',
    ['n > 0', 'm > 0'],
    ['error check:sqlite:t(n)', 'error check:postgres:t(m)'],
  ),
  differing(
    'letters in another case',
    different,
    'a text',
    [`a <> 'None'`, `a <> 'none'`],
    ['error check:both:t(a)'],
  ),
  differing(
    'another pattern',
    ['4: LIKE as ~~', '3: check missing or different'],
    'a text',
    [`a LIKE '%@%'`, `a LIKE '@%'`],
    ['error check:both:t(a)'],
  ),
  {
    name: 'a regular expression opposite to nothing',
    covers: different,
    postgres: `CREATE TABLE t (a text CHECK (a ~ '^[a-z]+$'))`,
    sqlite: 'CREATE TABLE t (a TEXT)',
    expect: ['error check:sqlite:t(a)'],
  },
  {
    name: 'another key of a document',
    covers: ['4: json_extract and ->>', '3: check missing or different'],
    postgres: `CREATE TABLE t (d jsonb CHECK (d->>'kind' <> ''))`,
    sqlite: `CREATE TABLE t (d TEXT CHECK (json_extract(d, '$.type') <> ''))`,
    expect: ['error check:both:t(d)'],
  },
  {
    name: 'a trigger that stands for a CHECK, declared as such',
    covers: ['4: a trigger that emulates a CHECK'],
    postgres: 'CREATE TABLE t (n integer CHECK (n > 0))',
    sqlite: `CREATE TABLE t (n INTEGER); CREATE TRIGGER t_n BEFORE INSERT ON t WHEN NOT NEW.n > 0 BEGIN SELECT RAISE(ABORT, 'n'); END`,
    accepted: [{ id: 'trigger:postgres:t.t_n', standsFor: 'check:sqlite:t(n)' }],
    expect: [],
  },
  {
    name: 'a trigger that stands for a CHECK, not declared',
    covers: ['4: a trigger that emulates a CHECK', '3: trigger missing'],
    postgres: 'CREATE TABLE t (n integer CHECK (n > 0))',
    sqlite: `CREATE TABLE t (n INTEGER); CREATE TRIGGER t_n BEFORE INSERT ON t WHEN NOT NEW.n > 0 BEGIN SELECT RAISE(ABORT, 'n'); END`,
    expect: ['error trigger:postgres:t.t_n', 'error check:sqlite:t(n)'],
  },
];
