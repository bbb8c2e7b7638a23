import { expect, test } from 'vitest';
import type { Engine } from '../../src/core/engine.ts';
import type { Script } from '../../src/core/migration.ts';
import { createdTables } from '../../src/sql/created-tables.ts';
import { droppedTables } from '../../src/sql/dropped-tables.ts';
import { findForbidden } from '../../src/sql/forbidden/index.ts';
import { noHeaders } from '../../src/sql/header-keys.ts';
import { rowChanges } from '../../src/sql/row-changes.ts';
import { splitStatements } from '../../src/sql/statements.ts';

/** Statements longer than this are not cut into tokens as a whole. */
const long = 300_000;
const rows = (length: number): string => '(1, /* why? */ 2),\n'.repeat(Math.ceil(length / 19));

function found(engine: Engine, text: string): readonly string[] {
  const script: Script = {
    ...noHeaders,
    engine,
    file: 'a.sql',
    text,
    checksum: '',
    leftOut: [],
    createdTables: [],
  };
  return findForbidden(script).map(
    ({ rule, line, column, message }) => `${rule} ${line}:${column} ${message}`,
  );
}

test.each<readonly [Engine, string, string]>([
  ['sqlite', 'INSERT INTO t VALUES ', '(?1)'],
  ['sqlite', 'INSERT INTO t VALUES ', '(:name, 3)'],
  ['sqlite', 'WITH a AS (VALUES ', '(1, 2)) INSERT OR ROLLBACK INTO t SELECT 1'],
  ['sqlite', 'VACUUM ', 'x'],
  ['sqlite', 'PRAGMA foreign_keys = ', 'x'],
  ['sqlite', 'COMMIT ', 'x'],
  ['postgres', 'INSERT INTO t VALUES ', '(1) \\gset'],
  ['postgres', 'INSERT INTO t VALUES ', '(1) \\'],
  ['postgres', 'REINDEX SCHEMA ', 'x'],
  ['postgres', 'COPY t FROM STDIN ', 'x'],
  ['postgres', 'SAVEPOINT ', 'x'],
  ['postgres', 'INSERT INTO t VALUES ', '(1) /* open'],
])('%s: what is forbidden in a short %s…%s is forbidden in a long one', (engine, head, end) => {
  const behind = '; SELECT 1';
  const short = found(engine, `${head}\n${rows(19)}${end}${behind}`);
  expect(short).toHaveLength(1);
  const many = rows(long);
  const lines = many.split('\n').length - 2;
  const expected = short.map((finding) =>
    finding.replace(/ (\d+):/, (_, line) => ` ${Number(line) === 1 ? 1 : Number(line) + lines}:`),
  );
  expect(found(engine, `${head}\n${many}${end}${behind}`)).toEqual(expected);
});

test('a long statement is known by its head', () => {
  const text = `CREATE TABLE a AS VALUES ${rows(long)}(1); DROP TABLE b /* ${rows(long)} */; DELETE FROM c WHERE d IN (VALUES ${rows(long)}(1))`;
  expect(createdTables('sqlite', text, null)).toEqual(['a']);
  expect(droppedTables(text)).toEqual(['b']);
  expect(rowChanges('sqlite', text).map(({ table }) => table)).toEqual(['c']);
});

test('its tokens are the same one after the other, and its head is the first of them', () => {
  for (const length of [19, long]) {
    const text = `SELECT 1; INSERT INTO t VALUES ${rows(length)}(1)`;
    const statement = splitStatements('postgres', text)[1]!;
    // As text: where they differ, a comparison of so many objects takes a minute.
    expect(JSON.stringify([...statement.walk()]) === JSON.stringify(statement.tokens)).toBe(true);
    expect(statement.head.length).toBeGreaterThan(10);
    expect(statement.head).toEqual(statement.tokens.slice(0, statement.head.length));
  }
});
