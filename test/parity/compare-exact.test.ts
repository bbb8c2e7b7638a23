import { describe, expect, test } from 'vitest';
import { openSqliteScratch } from '../../src/drivers/scratch/open-scratch.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import { compareExact } from '../../src/parity/exact/compare-exact.ts';
import type { Schema } from '../../src/core/schema.ts';
import { splitStatements } from '../../src/sql/statements.ts';

async function read(sql: string): Promise<Schema> {
  const server = await openSqliteScratch();
  const scratch = await server.create();
  try {
    await scratch.execute(splitStatements('sqlite', sql).map(({ text }) => text));
    return await introspectSession(scratch.session);
  } finally {
    await scratch[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  }
}

async function differ(expected: string, found: string): Promise<readonly string[]> {
  const differences = compareExact(await read(expected), await read(found));
  return differences.map(({ kind, object, expected: one, found: other }) => {
    const way = one === null ? '+' : other === null ? '-' : '~';
    return `${way} ${kind} ${object}`;
  });
}

const table = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT 'x', b INTEGER CHECK (b > 0))";

describe('two schemas of one engine', () => {
  test('the same, however it is spelt', async () => {
    expect(await differ(table, table)).toEqual([]);
    const view = `${table}; CREATE VIEW v AS SELECT a FROM t; CREATE INDEX i ON t (a) WHERE b > 1`;
    const spelt = `create table "t" (id integer primary key, "a" TEXT NOT NULL DEFAULT 'x', b INTEGER CHECK (b>0));
CREATE VIEW "v" AS select A -- its only column
  FROM "t"; CREATE INDEX i ON t (a) WHERE b>1`;
    expect(await differ(view, spelt.replace('integer primary', 'INTEGER PRIMARY'))).toEqual([]);
  });

  test.each([
    ['a column', `${table}; ALTER TABLE t ADD COLUMN c TEXT`, ['+ column t.c']],
    ['a default', table.replace("'x'", "'y'"), ['~ column t.a']],
    ['a string in another case', table.replace("'x'", "'X'"), ['~ column t.a']],
    ['NOT NULL', table.replace(' NOT NULL', ''), ['~ column t.a']],
    ['a counter', table.replace('KEY', 'KEY AUTOINCREMENT'), ['~ column t.id']],
    ['a check', table.replace('b > 0', 'b > 1'), ['~ check t']],
    ['the form', `${table} STRICT`, ['+ table options t']],
    [
      'the order',
      table.replace(
        "a TEXT NOT NULL DEFAULT 'x', b INTEGER CHECK (b > 0)",
        "b INTEGER CHECK (b > 0), a TEXT NOT NULL DEFAULT 'x'",
      ),
      ['~ column order t'],
    ],
    ['a table', `${table}; CREATE TABLE u (a TEXT UNIQUE REFERENCES t (id))`, ['+ table u']],
    ['an index', `${table}; CREATE INDEX i ON t (a)`, ['+ index i']],
    ['a view', `${table}; CREATE VIEW v AS SELECT a FROM t`, ['+ view v']],
    ['a trigger', `${table}; CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END`, ['+ trigger t.tr']],
  ] as const)('%s', async (_, found, lines) => {
    const expected: readonly string[] = lines;
    expect(await differ(table, found)).toEqual(expected);
    const back = expected.map((line) => line.replace(/^[+-]/, (sign) => (sign === '+' ? '-' : '+')));
    expect((await differ(found, table)).toSorted()).toEqual(back.toSorted());
  });

  test('a name is part of it', async () => {
    const index = (name: string): string => `${table}; CREATE INDEX ${name} ON t (a)`;
    expect(await differ(index('i'), index('j'))).toEqual(['- index i', '+ index j']);
  });

  test('two that have no name and the same columns are told apart', async () => {
    const keys = (...actions: readonly string[]): string =>
      `CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INTEGER, ${actions.map((action) => `FOREIGN KEY (a) REFERENCES p (id) ON DELETE ${action}`).join(', ')})`;
    expect(await differ(keys('CASCADE', 'RESTRICT'), keys('RESTRICT', 'CASCADE'))).toEqual([]);
    expect(await differ(keys('CASCADE', 'RESTRICT'), keys('RESTRICT'))).toEqual(['- foreign key t(a)']);
  });

  test('both sides are in the engine’s own words', async () => {
    const [difference] = compareExact(await read(table), await read(table.replace("'x'", "'y'")));
    expect(difference).toMatchObject({
      table: 't',
      message: 'The column t.a is not what is expected.',
      expected: "a TEXT DEFAULT 'x' NOT NULL",
      found: "a TEXT DEFAULT 'y' NOT NULL",
    });
  });
});
