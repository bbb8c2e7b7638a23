import { describe, expect, test } from 'vitest';
import { useTwoSides } from './two-sides.ts';

const sides = useTwoSides();

async function same(postgres: string, sqlite: string): Promise<void> {
  expect(await sides.found(postgres, sqlite)).toEqual([]);
}

describe('primary-key', () => {
  test('missing, on other columns, in another order', async () => {
    const table = (key: string): string =>
      `CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, c integer NOT NULL${key})`;
    const postgres = table(', PRIMARY KEY (a, b)');
    await sides.differsUntilAccepted(postgres, table(''), 'error primary-key:sqlite:t(a,b)');
    await sides.differsUntilAccepted(table(''), postgres, 'error primary-key:postgres:t(a,b)');
    await sides.differsUntilAccepted(postgres, table(', PRIMARY KEY (a, c)'), 'error primary-key:both:t');
    await sides.differsUntilAccepted(postgres, table(', PRIMARY KEY (b, a)'), 'error primary-key:both:t');
    await same(postgres, table(', PRIMARY KEY (a, b)'));
  });

  test('missing, where the same columns are unique: no duplicates are told of', async () => {
    const says = async (unique: string): Promise<string | undefined> =>
      (
        await sides.compare(
          'CREATE TABLE t (a integer, b integer, PRIMARY KEY (a, b))',
          `CREATE TABLE t (a INTEGER NOT NULL, b INTEGER NOT NULL${unique}`,
        )
      ).differences.find(({ kind }) => kind === 'primary-key')?.message;
    expect(await says(')')).toContain('duplicates are stored');
    for (const unique of [', UNIQUE (b, a))', '); CREATE UNIQUE INDEX t_ab ON t (a, b)']) {
      expect(await says(unique)).toContain('only the same columns unique');
    }
    expect(await says('); CREATE UNIQUE INDEX t_ab ON t (a, b) WHERE a > 0')).toContain('duplicates');
  });

  test('with a collation that is not its column’s', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a text PRIMARY KEY)',
      'CREATE TABLE t (a TEXT NOT NULL, PRIMARY KEY (a COLLATE NOCASE))',
      'error primary-key:both:t',
    );
    await same(
      'CREATE TABLE t (a citext PRIMARY KEY)',
      'CREATE TABLE t (a TEXT COLLATE NOCASE NOT NULL PRIMARY KEY)',
    );
  });

  test('deferrable on PostgreSQL', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a text PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)',
      'CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY)',
      'error primary-key:both:t',
    );
  });
});

describe('unique', () => {
  test('on one side only, as a set or as an index', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a text UNIQUE)',
      'CREATE TABLE t (a TEXT)',
      'error unique:sqlite:t(a)',
    );
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a text); CREATE INDEX i ON t (a)',
      'CREATE TABLE t (a TEXT); CREATE UNIQUE INDEX i ON t (a)',
      'error unique:both:t(a)',
    );
  });

  test('a constraint and a unique index say the same', async () => {
    await same(
      'CREATE TABLE t (a text, b text, UNIQUE (a, b))',
      'CREATE TABLE t (a TEXT, b TEXT); CREATE UNIQUE INDEX i ON t (a, b)',
    );
  });

  test('WHERE every column IS NOT NULL says nothing, and another predicate does', async () => {
    const postgres = 'CREATE TABLE t (a text, b text NOT NULL, c integer, UNIQUE (a, b))';
    const sqlite = (predicate: string): string =>
      `CREATE TABLE t (a TEXT, b TEXT NOT NULL, c INTEGER); CREATE UNIQUE INDEX i ON t (a, b) WHERE ${predicate}`;
    await same(postgres, sqlite('a IS NOT NULL AND b IS NOT NULL'));
    await same(postgres, sqlite('a IS NOT NULL'));
    await sides.differsUntilAccepted(postgres, sqlite('c IS NOT NULL'), 'error predicate:both:t(a,b)');
  });

  test('NULLS NOT DISTINCT minds a column that may be NULL', async ({ skip }) => {
    const postgres = (type: string): string => `CREATE TABLE t (a ${type}, UNIQUE NULLS NOT DISTINCT (a))`;
    const { differences } = await sides.compare('CREATE TABLE t (a text)', 'CREATE TABLE t (a TEXT)');
    expect(differences.filter(({ severity }) => severity === 'error')).toEqual([]);
    try {
      await same(postgres('text NOT NULL'), 'CREATE TABLE t (a TEXT NOT NULL UNIQUE)');
    } catch (error) {
      skip((error as { code?: string }).code === '42601', 'PostgreSQL 14 has no NULLS NOT DISTINCT');
      throw error;
    }
    await sides.differsUntilAccepted(
      postgres('text'),
      'CREATE TABLE t (a TEXT UNIQUE)',
      'error unique:both:t(a)',
    );
  });

  test('a deferrable one', async () => {
    await sides.differsUntilAccepted(
      'CREATE TABLE t (a integer UNIQUE DEFERRABLE INITIALLY DEFERRED)',
      'CREATE TABLE t (a INTEGER UNIQUE)',
      'error unique:both:t(a)',
    );
  });
});

describe('foreign-key', () => {
  const parents = 'CREATE TABLE p (id integer NOT NULL UNIQUE); CREATE TABLE q (id integer NOT NULL UNIQUE);';
  const child = (end: string): string => `${parents} CREATE TABLE t (p_id integer ${end})`;

  test('missing on either side', async () => {
    const key = child('REFERENCES p (id)');
    await sides.differsUntilAccepted(key, child(''), 'error foreign-key:sqlite:t(p_id)');
    await sides.differsUntilAccepted(child(''), key, 'error foreign-key:postgres:t(p_id)');
    await same(key, key);
  });

  test('to another table, or checked at the commit', async () => {
    const key = child('REFERENCES p (id)');
    const line = 'error foreign-key:both:t(p_id)';
    await sides.differsUntilAccepted(key, child('REFERENCES q (id)'), line);
    await sides.differsUntilAccepted(key, child('REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED'), line);
    await same(key, child('REFERENCES p (id) DEFERRABLE INITIALLY IMMEDIATE'));
  });

  test('the order of the columns says nothing, which leads where does', async () => {
    const parent = 'CREATE TABLE p (a integer NOT NULL, b integer NOT NULL, UNIQUE (a, b));';
    const key = (columns: string, targets: string): string =>
      `${parent} CREATE TABLE t (x integer, y integer, FOREIGN KEY (${columns}) REFERENCES p (${targets}))`;
    await same(key('x, y', 'a, b'), key('y, x', 'b, a'));
    await sides.differsUntilAccepted(
      key('x, y', 'a, b'),
      key('x, y', 'b, a'),
      'error foreign-key:both:t(x,y)',
    );
  });

  test('MATCH FULL minds NULL in one of several columns', async () => {
    const key = (type: string, end: string): string =>
      `CREATE TABLE p (a integer NOT NULL, b integer NOT NULL, UNIQUE (a, b));
CREATE TABLE t (x ${type}, y ${type}, FOREIGN KEY (x, y) REFERENCES p (a, b) ${end})`;
    await sides.differsUntilAccepted(
      key('integer', 'MATCH FULL'),
      key('integer', ''),
      'error foreign-key:both:t(x,y)',
    );
    await same(key('integer NOT NULL', 'MATCH FULL'), key('integer NOT NULL', ''));
  });

  test('NOT VALID is a warning', async () => {
    await sides.differsUntilAccepted(
      `${child('')}; ALTER TABLE t ADD FOREIGN KEY (p_id) REFERENCES p (id) NOT VALID`,
      child('REFERENCES p (id)'),
      'warning foreign-key:both:t(p_id)',
    );
  });

  test('what happens to the children: RESTRICT and NO ACTION are two things on both engines', async () => {
    const key = (action: string): string => child(`REFERENCES p (id) ${action}`);
    await sides.differsUntilAccepted(key('ON DELETE SET NULL'), key(''), 'error on-delete:both:t(p_id)');
    await sides.differsUntilAccepted(key('ON DELETE RESTRICT'), key(''), 'error on-delete:both:t(p_id)');
    await sides.differsUntilAccepted(key('ON UPDATE CASCADE'), key(''), 'error on-update:both:t(p_id)');
    await same(key('ON DELETE CASCADE ON UPDATE NO ACTION'), key('ON DELETE CASCADE'));
  });
});
