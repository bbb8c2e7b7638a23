import { describe, expect, test } from 'vitest';
import { compareSchemas } from '../../../src/parity/compare-schemas.ts';
import { useTwoSides } from './two-sides.ts';

const sides = useTwoSides();
const table = 'CREATE TABLE t (a integer, b integer, c text)';
const withIndex = (index: string): string => `${table}; CREATE INDEX i ON t ${index}`;

async function same(postgres: string, sqlite: string): Promise<void> {
  expect(await sides.found(postgres, sqlite)).toEqual([]);
}

test('missing-index', async () => {
  await sides.differsUntilAccepted(withIndex('(a, b)'), table, 'error index:sqlite:t(a,b)');
  await sides.differsUntilAccepted(table, withIndex('(lower(c))'), 'error index:postgres:t(lower(c))');
  await same(withIndex('(lower(c))'), withIndex('(lower(c))'));
});

describe('index-columns', () => {
  const line = 'error index-columns:both:t(a,b)';

  test('another order, another direction, other columns under one name', async () => {
    await sides.differsUntilAccepted(withIndex('(a, b)'), withIndex('(b, a)'), line);
    await sides.differsUntilAccepted(withIndex('(a, b)'), withIndex('(a, b DESC)'), line);
    await sides.differsUntilAccepted(withIndex('(a, b)'), withIndex('(a, c)'), line);
  });

  test('what descends altogether is read backwards', async () => {
    await same(withIndex('(a, b)'), withIndex('(a DESC, b DESC)'));
    await same(withIndex('(a DESC, b)'), withIndex('(a DESC, b ASC)'));
  });

  test('a collation', async () => {
    await sides.differsUntilAccepted(
      withIndex('(c)'),
      withIndex('(c COLLATE NOCASE)'),
      'error index-columns:both:t(c)',
    );
    await same(withIndex('(c COLLATE "C")'), withIndex('(c)'));
  });
});

test('predicate', async () => {
  await sides.differsUntilAccepted(
    withIndex('(a) WHERE b > 0'),
    withIndex('(a) WHERE b > 1'),
    'error predicate:both:t(a)',
  );
  await sides.differsUntilAccepted(
    withIndex('(a) WHERE b > 0'),
    withIndex('(a)'),
    'error predicate:both:t(a)',
  );
  await same(withIndex("(a) WHERE c IN ('x', 'y')"), withIndex("(a) WHERE c IN ('y', 'x')"));
});

describe('redundant-index', () => {
  test('the first columns of a key of the other side', async () => {
    const keyed = 'CREATE TABLE t (a integer NOT NULL, b integer NOT NULL, PRIMARY KEY (a, b))';
    const line = 'info redundant-index:sqlite:t(a)';
    await sides.differsUntilAccepted(`${keyed}; CREATE INDEX i ON t (a)`, keyed, line);
    expect(await sides.found(`${keyed}; CREATE INDEX i ON t (a)`, keyed)).toEqual([]);
    expect(await sides.found(`${keyed}; CREATE INDEX i ON t (b)`, keyed)).toEqual([
      'error index:sqlite:t(b)',
    ]);
  });

  test('a unique set that repeats the primary key', async () => {
    await same(
      'CREATE TABLE t (a text PRIMARY KEY)',
      'CREATE TABLE t (a TEXT NOT NULL PRIMARY KEY); CREATE UNIQUE INDEX i ON t (a)',
    );
  });
});

describe('access-method', () => {
  test('GIN, GiST and BRIN opposite to a plain index or none', async () => {
    const documents = 'CREATE TABLE t (a integer, d jsonb)';
    const texts = 'CREATE TABLE t (a INTEGER, d TEXT)';
    await sides.differsUntilAccepted(
      `${documents}; CREATE INDEX i ON t USING gin (d)`,
      texts,
      'info access-method:sqlite:t(d)',
    );
    await sides.differsUntilAccepted(
      `${documents}; CREATE INDEX i ON t USING brin (a)`,
      `${texts}; CREATE INDEX i ON t (a)`,
      'info access-method:both:t(a)',
    );
    expect(await sides.found(`${documents}; CREATE INDEX i ON t USING gin (d)`, texts)).toEqual([]);
    expect(
      await sides.found(
        `${documents}; CREATE INDEX i ON t USING brin (a)`,
        `${texts}; CREATE INDEX i ON t (a)`,
      ),
    ).toEqual([]);
  });

  test('a hash index is missed where there is none', async () => {
    expect(await sides.found(withIndex('USING hash (a)'), table)).toEqual(['error index:sqlite:t(a)']);
    await same(withIndex('USING hash (a)'), withIndex('(a)'));
  });

  test('INCLUDE columns', async () => {
    await same(withIndex('(a) INCLUDE (b)'), withIndex('(a)'));
    await same(withIndex('(a) INCLUDE (b)'), withIndex('(a, b)'));
    const unique = (columns: string): string => `${table}; CREATE UNIQUE INDEX i ON t ${columns}`;
    await same(unique('(a) INCLUDE (b)'), unique('(a)'));
    expect(await sides.found(unique('(a) INCLUDE (b)'), unique('(a, b)'))).toEqual([
      'error index-columns:both:t(a)',
    ]);
  });
});

test('an index whose build failed is missing', async () => {
  const [postgres, sqlite] = await sides.read(withIndex('(a)'), withIndex('(a)'));
  const tables = postgres.tables.map((made) => ({
    ...made,
    indexes: made.indexes.map((index) => ({ ...index, isValid: false })),
  }));
  const { differences } = await compareSchemas({ ...postgres, tables }, sqlite);
  expect(differences.map(({ id, message }) => [id, message])).toEqual([
    [
      'index:postgres:t(a)',
      'PostgreSQL has no index t(a): the same query reads the whole table there. It has i, whose build failed.',
    ],
  ]);
});

test('name: information, once for each index, constraint and trigger', async () => {
  const postgres = `CREATE TABLE t (a integer CONSTRAINT positive CHECK (a > 0), b integer,
CONSTRAINT pair UNIQUE (a, b)); CREATE INDEX t_b ON t (b)`;
  const sqlite = `CREATE TABLE t (a INTEGER CONSTRAINT above_zero CHECK (a > 0), b INTEGER,
CONSTRAINT both_of_them UNIQUE (a, b)); CREATE INDEX idx_b ON t (b)`;
  const found = await sides.found(postgres, sqlite, {}, 'name');
  expect(found).toEqual(['info name:both:t(a) check', 'info name:both:t(a,b)', 'info name:both:t(b)']);
  await sides.differsUntilAccepted(postgres, sqlite, 'info name:both:t(b)');
  expect(
    await sides.found('CREATE TABLE t (a integer UNIQUE)', 'CREATE TABLE t (a INTEGER UNIQUE)', {}, 'name'),
  ).toEqual([]);
});
