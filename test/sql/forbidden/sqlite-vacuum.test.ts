import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { found } from './find.ts';

test.each(['VACUUM', 'vacuum main', "VACUUM INTO 'copy.db'"])(
  'SQLite: %s cannot run in a transaction',
  (statement) => {
    expect(found('sqlite', statement)).toEqual(['1:1 vacuum: VACUUM cannot run in a transaction']);
    const db = new Database(':memory:');
    db.exec('BEGIN');
    expect(() => db.exec(statement)).toThrow('cannot VACUUM from within a transaction');
  },
);

test('a column may be called so', () => {
  expect(found('sqlite', 'CREATE TABLE t (vacuum)')).toEqual([]);
});
