import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/core/engine.ts';
import { readIntent } from '../../src/rehearse/account/script-intent.ts';
import { namedActions } from '../../src/sql/intent.ts';

const before = new Map([
  ['t', ['id', 'a', 'b']],
  ['u', ['id', 't_id']],
]);

/** What a script means for its tables, in words: `t: changes a; u: rows`. */
function meaningOf(engine: Engine, text: string, after: Record<string, readonly string[]> = {}): string {
  const intent = readIntent(
    namedActions(engine, text),
    [],
    before,
    new Map([...before, ...Object.entries(after)]),
  );
  const tables = [...intent.tables].flatMap(([name, own]) => {
    const moved = [...own.columns]
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => `${from} is ${to}`);
    const facts = [
      ...(own.becomes === name ? [] : [own.becomes === null ? 'goes' : `is ${own.becomes}`]),
      ...(own.removesRows && own.becomes !== null ? ['rows'] : []),
      ...(own.changes.size === 0 ? [] : [`changes ${[...own.changes].join(' ')}`]),
      ...(own.converts.size === 0 ? [] : [`converts ${[...own.converts].join(' ')}`]),
      ...(own.drops.size === 0 ? [] : [`drops ${[...own.drops].join(' ')}`]),
      ...moved,
    ];
    return facts.length === 0 ? [] : [`${name}: ${facts.join(', ')}`];
  });
  return [...tables, ...[...intent.adds].map((name) => `+${name}`)].join('; ');
}

const both: readonly (readonly [string, string])[] = [
  ['CREATE INDEX i ON t (a)', ''],
  ['DELETE FROM t WHERE a IS NULL', 't: rows'],
  ['WITH old AS (SELECT id FROM u) DELETE FROM t WHERE id IN (SELECT id FROM old)', 't: rows'],
  ["UPDATE t SET a = 1, b = lower('x, y = z')", 't: changes a b'],
  ['UPDATE t SET (a, b) = (1, 2) WHERE id = 3', 't: changes a b'],
  ['DROP TABLE u', 'u: goes'],
  ['DROP TABLE IF EXISTS u', 'u: goes'],
  ['INSERT INTO t (id) VALUES (1)', '+t'],
  ['INSERT INTO t (id, a) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET a = excluded.a', 't: changes a; +t'],
  ['ALTER TABLE t DROP COLUMN a', 't: drops a'],
  ['ALTER TABLE t RENAME COLUMN a TO c', 't: a is c'],
  ['ALTER TABLE t RENAME TO t2; UPDATE t2 SET a = 1', 't: is t2, changes a'],
  ['CREATE TABLE c (id INTEGER REFERENCES t (id) ON DELETE CASCADE ON UPDATE SET NULL)', ''],
];

describe.each(['postgres', 'sqlite'] as const)('what a script for %s means', (engine) => {
  test.each(both)('%s', (text, expected) => {
    const after = { t: ['id', 'b', 'a', 'c'], t2: ['id', 'a', 'b'] };
    expect(meaningOf(engine, text, after)).toBe(expected);
  });
});

test.each([
  ['TRUNCATE t, ONLY u CASCADE', 't: rows; u: rows'],
  ['DROP TABLE t, u CASCADE', 't: goes; u: goes'],
  ['ALTER TABLE t ALTER COLUMN a TYPE bigint', 't: converts a'],
  [
    'ALTER TABLE ONLY public.t ALTER a SET DATA TYPE numeric(10, 2) USING a::numeric(10, 2), ALTER b TYPE text USING (b)',
    't: converts a b',
  ],
  ['ALTER TABLE t ALTER a TYPE text USING left(a, 3)', 't: changes a'],
  [
    'ALTER TABLE t ADD COLUMN c integer DEFAULT 5, DROP CONSTRAINT t_a, DROP COLUMN IF EXISTS b',
    't: drops b',
  ],
  ['ALTER TABLE t ALTER a SET NOT NULL, ALTER b SET DEFAULT 4', ''],
  ['DO $$ BEGIN UPDATE t SET a = 1; IF true THEN DELETE FROM u; END IF; END $$', 't: changes a; u: rows'],
  ['CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM t; RETURN NEW; END $$', ''],
  ['CREATE TRIGGER x BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION f()', ''],
  ['MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN UPDATE SET a = 1', 't: changes * id a b; +t'],
  ['SELECT * FROM t FOR UPDATE', ''],
])('PostgreSQL: %s', (text, expected) => {
  expect(meaningOf('postgres', text)).toBe(expected);
});

const rebuild = (columns: string, list: string, select: string): string =>
  `CREATE TABLE t_new (${columns}); INSERT INTO t_new${list} SELECT ${select}; DROP TABLE t; ALTER TABLE t_new RENAME TO t;`;

test.each([
  ['as it is', rebuild('id, a, b', ' (id, a, b)', 'id, a, b FROM t'), ''],
  ['with a star', rebuild('id, a, b', '', '* FROM t'), ''],
  [
    'through an alias',
    rebuild('id, a, b', ' (id, a, b)', 'x.id, x."a" AS a, x.b FROM t x WHERE x.id > 0'),
    '',
  ],
  ['with an expression', rebuild('id, a, b', ' (id, a, b)', 'id, COALESCE(a, 0), b FROM t'), 't: changes a'],
  ['with a cast', rebuild('id, a, b', ' (id, a, b)', 'id, CAST(a AS TEXT), b FROM t'), 't: converts a'],
  ['with two columns exchanged', rebuild('id, a, b', ' (id, a, b)', 'id, b, a FROM t'), 't: changes a b'],
  ['with a star over another order', rebuild('id, b, a', '', '* FROM t'), ''],
  [
    'of another name first',
    'ALTER TABLE t RENAME TO t_old; CREATE TABLE t (id, a, b); INSERT INTO t SELECT id, a, 0 FROM t_old; DROP TABLE t_old;',
    't: changes b',
  ],
  ['that takes more rows', `${rebuild('id, a, b', '', '* FROM t')} INSERT INTO t VALUES (9, 9, 9);`, '+t'],
  [
    'through a copy',
    'CREATE TEMP TABLE kept AS SELECT * FROM t; DROP TABLE t; CREATE TABLE t (id, a, b); INSERT INTO t SELECT id, a, 0 FROM kept; DROP TABLE kept;',
    't: changes b',
  ],
  [
    'that nobody can read: rows are not meant',
    'CREATE TABLE t_new (id, a, b); WITH x AS (SELECT * FROM t) INSERT INTO t_new SELECT * FROM x; DROP TABLE t; ALTER TABLE t_new RENAME TO t;',
    't: changes id a b; +t',
  ],
  [
    'from a join',
    rebuild('id, a, b', ' (id, a, b)', 't.id, t.a, u.t_id FROM u JOIN t ON t.id = u.t_id'),
    't: changes id a b',
  ],
  ['OR REPLACE', 'INSERT OR REPLACE INTO t (id, a) VALUES (1, 2)', 't: changes * id a b; +t'],
  ['into another table', 'CREATE TABLE v (id); INSERT INTO v SELECT id FROM t; DROP TABLE t;', 't: goes; +v'],
  ['by CREATE TABLE AS', 'CREATE TABLE v AS SELECT * FROM t', '+v'],
])('SQLite, a rebuild %s', (_name, text, expected) => {
  const t = text.includes('(id, b, a)') ? ['id', 'b', 'a'] : ['id', 'a', 'b'];
  expect(meaningOf('sqlite', text, { t, v: ['id'] })).toBe(expected);
});
