import { describe, expect, test } from 'vitest';
import { serverIdentity } from '../../src/drivers/libsql/server-identity.ts';
import { importPackage } from '../../src/drivers/sqlite-local/import-package.ts';
import { droppedTables } from '../../src/sql/dropped-tables.ts';
import { mapError } from '../../src/drivers/sqlite/map-error.ts';
import { refuseOldSqlite } from '../../src/drivers/sqlite/sqlite-version.ts';
import {
  dropsChildrenFirst,
  newViolations,
  rebuiltParents,
  type Violation,
} from '../../src/engines/sqlite/foreign-keys.ts';

describe('which violations a script made', () => {
  const at = (table: string, ...rowids: (number | null)[]): Violation[] =>
    rowids.map((rowid) => ({ table, rowid, parent: 'p' }));

  test.each<[string, Violation[], Violation[], string[], Violation[]]>([
    ['none', [], [], [], []],
    ['the first', [], at('c', 1), [], at('c', 1)],
    ['the old ones are not new', at('c', 1, 2), at('c', 1, 2), [], []],
    ['another row is new, though another was mended', at('c', 1), at('c', 2), [], at('c', 2)],
    ['a second key of the same row', at('c', 1), at('c', 1, 1), [], at('c', 1)],
    ['other rowids in a rebuilt table', at('C', 5, 6), at('c', 1, 2), ['c'], []],
    ['one more in a rebuilt table', at('c', 5), at('c', 1, 5), ['c'], at('c', 1)],
    ['without rowids the count tells', at('c', null), at('c', null, null), [], at('c', null)],
    ['fewer than before', at('c', 1, 2), at('c', 2), [], []],
  ])('%s', (_, before, after, rebuilt, expected) => {
    expect(newViolations(before, after, new Set(rebuilt))).toEqual(expected);
  });
});

test('a dropped table is a parent where the catalog or the script points to it', () => {
  const script = 'CREATE TABLE c (a REFERENCES "New" (id), b INTEGER REFERENCES fresh)';
  const dropped = ['old', 'new', 'fresh', 'fresher', 'alone'];
  expect(rebuiltParents(dropped, new Set(['old']), script)).toEqual(['old', 'new', 'fresh']);
});

test.each([
  ['SQLITE_READONLY_DBMOVED', undefined, 'READ_ONLY_DATABASE'],
  ['SQLITE_UNKNOWN', 1544, 'READ_ONLY_DATABASE'],
  ['SQLITE_FULL', undefined, 'DISK_FULL'],
  ['SQLITE_CANTOPEN', undefined, 'DATABASE_UNREACHABLE'],
  ['SQLITE_NOTADB', undefined, 'DATABASE_UNREACHABLE'],
  ['ECONNREFUSED', undefined, 'DATABASE_UNREACHABLE'],
  ['SERVER_ERROR', undefined, 'DATABASE_UNREACHABLE'],
  ['HRANA_CLOSED_ERROR', undefined, 'DATABASE_UNREACHABLE'],
  ['SQLITE_AUTH', undefined, 'PERMISSION_DENIED'],
  ['EACCES', undefined, 'PERMISSION_DENIED'],
  ['TRANSACTION_TIMEOUT', undefined, 'TRANSACTION_TIMEOUT'],
  ['STREAM_EXPIRED', undefined, 'TRANSACTION_TIMEOUT'],
  ['SQLITE_CONSTRAINT_UNIQUE', undefined, 'MIGRATION_FAILED'],
  ['SQLITE_UNKNOWN', undefined, 'MIGRATION_FAILED'],
])('%s (%s) is %s', (code, rawCode, expected) => {
  const native = Object.assign(new Error('what it said'), { code, rawCode });
  expect(mapError(native, 'MIGRATION_FAILED')).toMatchObject({
    code: expected,
    details: { engineMessage: 'what it said' },
  });
});

test('an error repeats no token', () => {
  const native = new Error('cannot connect to libsql://host?authToken=s3cret');
  expect(mapError(native, 'DATABASE_UNREACHABLE').message).not.toContain('s3cret');
});

test('a missing package is DRIVER_MISSING with the line that installs it', async () => {
  const name = 'no-such-driver';
  await expect(importPackage(name, () => import(name))).rejects.toMatchObject({
    code: 'DRIVER_MISSING',
    hint: 'Run: npm install no-such-driver',
  });
});

test('SQLite below 3.45 is too old', () => {
  for (const version of ['3.45.0', '3.54.1', '4.0.0']) expect(() => refuseOldSqlite(version)).not.toThrow();
  for (const version of ['3.44.9', '2.8.17']) {
    expect(() => refuseOldSqlite(version)).toThrow(expect.objectContaining({ code: 'ENGINE_TOO_OLD' }));
  }
});

test('a database of a server is one store whatever protocol, token and case its URL has', () => {
  const same = ['libsql://Db.example.org?authToken=a', 'https://db.example.org/', 'wss://db.example.org:443'];
  expect(new Set(same.map(serverIdentity)).size).toBe(1);
  const local = ['http://localhost:8080', 'ws://127.0.0.1:8080/', 'libsql://127.0.0.1:8080?tls=0'];
  expect(new Set(local.map(serverIdentity)).size).toBe(1);
  expect(serverIdentity('https://db.example.org/other')).not.toBe(serverIdentity(same[0]!));
});

test('a script that drops children before their parents takes no row of another table along', () => {
  const keys = [
    { parent: 'p', child: 'c' },
    { parent: 'q', child: 'q' },
    { parent: 'x', child: 'y' },
  ];
  const judge = (script: string): boolean => dropsChildrenFirst(droppedTables(script), keys, script);
  for (const script of [
    'DROP VIEW v; DROP TABLE C; DROP TABLE IF EXISTS "P";',
    'DROP TABLE c',
    'DROP TABLE y',
  ])
    expect(judge(script), script).toBe(true);
  for (const script of [
    'DROP TABLE p; DROP TABLE c',
    'DROP TABLE p',
    'DROP TABLE q',
    'DROP TABLE c; DROP TABLE p; CREATE TABLE c (x REFERENCES p (id))',
    'DROP TABLE c; DROP TABLE p; DELETE FROM x',
  ])
    expect(judge(script), script).toBe(false);
});
