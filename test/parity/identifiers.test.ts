import { describe, expect, test } from 'vitest';
import type { Table } from '../../src/core/schema.ts';
import { matchNames } from '../../src/parity/pairing/match-names.ts';
import { rules } from '../../src/parity/rules/index.ts';
import { differenceKinds } from '../../src/parity/difference-kinds.ts';
import { knownHistories } from '../../src/parity/known-histories.ts';
import { spellList, spellQualified } from '../../src/parity/spell-name.ts';
import { useTwoSides } from './rules/two-sides.ts';

const sides = useTwoSides();

describe('identifiers', () => {
  test('names with special characters are unambiguous', () => {
    const keys = [['a,b'], ['a', 'b'], ['a"', '"b'], ['a","b']];
    expect(new Set(keys.map(spellList)).size).toBe(keys.length);
    const names = [
      { schema: null, name: 'a.b' },
      { schema: 'a', name: 'b' },
      { schema: null, name: '"a".b' },
    ];
    expect(new Set(names.map(spellQualified)).size).toBe(names.length);
  });

  test('every difference has its own, also in a schema full of odd names', async () => {
    const table = (name: string, column: string): string =>
      `CREATE TABLE "${name}" ("${column}" integer, "x:y" integer, "é" text)`;
    const names = ['a.b', 'a:b', 'a b', 'a""b', 'select', 'Ünï', 'a*'];
    const postgres = names.map((name) => `${table(name, 'a,b')}; CREATE INDEX ON "${name}" ("a,b", "x:y")`);
    const sqlite = names.map((name) => table(name, 'a,c'));
    const { differences } = await sides.compare(postgres.join(';'), sqlite.join(';'));
    const ids = differences.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('column:sqlite:"a.b"."a,b"');
    expect(ids).toContain('column:postgres:"a""b"."a,c"');
  });

  test('two of one kind on the same columns are numbered', async () => {
    const indexes = ['x > 1', 'x > 2'].map((predicate) => `CREATE UNIQUE INDEX ON t (a) WHERE ${predicate}`);
    const found = await sides.found(
      `CREATE TABLE t (a integer, x integer); ${indexes.join(';')}`,
      'CREATE TABLE t (a INTEGER, x INTEGER)',
    );
    expect(found).toEqual(['error unique:sqlite:t(a)', 'error unique:sqlite:t(a)#2']);
  });

  test('another schema is named, the module’s own is not', async () => {
    const { differences } = await sides.compare('CREATE TABLE t (a integer)', 'CREATE TABLE u (a INTEGER)');
    expect(differences.map(({ id }) => id)).toEqual(['table:sqlite:t', 'table:postgres:u']);
  });
});

describe('names', () => {
  const match = (postgres: readonly string[], sqlite: readonly string[]): unknown => {
    const { pairs, postgresOnly, sqliteOnly } = matchNames(
      postgres,
      sqlite,
      (name) => name,
      (name) => name,
    );
    return [pairs.map((pair) => `${pair.postgres}=${pair.sqlite}`), postgresOnly, sqliteOnly];
  };

  test('the same spelling first, then as PostgreSQL folds, then any case', () => {
    expect(match(['Users', 'users'], ['Users'])).toEqual([['Users=Users'], ['users'], []]);
    expect(match(['Users', 'users'], ['USERS'])).toEqual([['users=USERS'], ['Users'], []]);
    expect(match(['userId'], ['userid'])).toEqual([['userId=userid'], [], []]);
    expect(match(['a'], ['b'])).toEqual([[], ['a'], ['b']]);
  });

  test('PostgreSQL cuts a name at 63 bytes', () => {
    expect(match(['x'.repeat(63)], ['x'.repeat(70)])).toEqual([
      [`${'x'.repeat(63)}=${'x'.repeat(70)}`],
      [],
      [],
    ]);
  });
});

describe('the rules', () => {
  test('each has its own name and says what it reports', () => {
    expect(rules.length).toBeGreaterThan(20);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    for (const { summary, reports } of rules) {
      expect(summary).toMatch(/\.$/);
      expect(reports).not.toEqual([]);
    }
    expect(differenceKinds).toHaveLength(29);
  });
});

describe('history tables of other tools', () => {
  test.each([
    ['golang-migrate', 'schema_migrations (version bigint, dirty boolean)'],
    ['dbmate', 'schema_migrations (version varchar(128))'],
    ['Diesel', '__diesel_schema_migrations (version varchar(50), run_on timestamp)'],
    ['TypeORM', 'migrations (id integer, "timestamp" bigint, name varchar(20))'],
    ['Knex', 'knex_migrations (id integer, name varchar(255))'],
  ])('%s: left out, with the reason', async (tool, table) => {
    const { differences, notCompared } = await sides.compare(
      `CREATE TABLE ${table}`,
      'CREATE TABLE t (a INTEGER); DROP TABLE t',
    );
    expect(differences).toEqual([]);
    expect(notCompared).toEqual([
      expect.objectContaining({
        side: 'postgres',
        kind: 'history table',
        reason: expect.stringContaining(tool),
      }),
    ]);
    expect(knownHistories.map((history) => history.tool)).toContain(tool);
  });

  test('a table of the same name with other columns is the application’s', async () => {
    const sql = 'CREATE TABLE migrations (id integer, bird text)';
    const { tables } = await sides.compare(sql, sql);
    expect(tables).toEqual(['migrations'] satisfies readonly Table['name'][]);
  });
});
