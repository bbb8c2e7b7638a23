import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { found } from './find.ts';

describe('SQLite: OR ROLLBACK', () => {
  test.each([
    ['INSERT OR ROLLBACK INTO t VALUES (1)', 1, 'INSERT'],
    ['update or rollback t SET a = 1', 1, 'UPDATE'],
    ['WITH x AS (SELECT 1) INSERT OR ROLLBACK INTO t SELECT * FROM x', 22, 'INSERT'],
  ])('%s', (statement, column, verb) => {
    expect(found('sqlite', statement)).toEqual([
      `1:${column} or-rollback: ${verb} OR ROLLBACK would end the transaction in which Lockstep runs the script`,
    ]);
  });

  const definitions: readonly (readonly [string, string])[] = [
    [
      "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT RAISE(ROLLBACK, 'no'); END",
      'SQLITE_CONSTRAINT_TRIGGER',
    ],
    [
      'CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT OR ROLLBACK INTO u VALUES (1); END',
      'SQLITE_CONSTRAINT_UNIQUE',
    ],
    [
      'DROP TABLE t; CREATE TABLE t (a UNIQUE ON CONFLICT ROLLBACK); INSERT INTO t VALUES (1)',
      'SQLITE_CONSTRAINT_UNIQUE',
    ],
  ];

  test.each(definitions)('is not what a definition says: %s', (script) => {
    expect(found('sqlite', script)).toEqual([]);
  });

  test.each(definitions)(
    'because such a definition fails the script and leaves nothing of it: %s',
    (script, code) => {
      const db = new Database(':memory:');
      db.exec('CREATE TABLE t (a); CREATE TABLE u (a UNIQUE); INSERT INTO u VALUES (1)');
      db.exec('BEGIN IMMEDIATE; SAVEPOINT script');
      const run = (): unknown => db.exec(`${script}; INSERT INTO t VALUES (1); CREATE TABLE behind (a);`);
      expect(run).toThrow(expect.objectContaining({ code }));
      expect(db.inTransaction).toBe(false);
      const tables = db
        .prepare("SELECT name FROM sqlite_schema WHERE type <> 'index' ORDER BY name")
        .pluck()
        .all();
      expect(tables).toEqual(['t', 'u']);
    },
  );
});
