import { describe, expect, test } from 'vitest';
import type { Migration, Script } from '../../src/core/migration.ts';
import type { Difference } from '../../src/parity/difference.ts';
import { originsOf } from '../../src/parity/run/origins.ts';

/** Which statement is to blame: the file and the line, as an editor shows it. */
const chain = [
  step(
    'V1',
    'CREATE TABLE users (\n  id TEXT PRIMARY KEY,\n  role TEXT NOT NULL\n);\nCREATE INDEX users_role ON users (role);',
  ),
  step(
    'V2',
    '-- lockstep: allow=x "y"\nALTER TABLE users ADD COLUMN email TEXT;\nCREATE TABLE teams (id TEXT);',
  ),
  step(
    'V3',
    'CREATE TABLE users_new (id TEXT, role TEXT,\n  email TEXT);\nINSERT INTO users_new SELECT * FROM users;\nDROP TABLE users;\nALTER TABLE users_new RENAME TO "Users";',
  ),
  step('V4', 'CREATE TRIGGER users_guard BEFORE INSERT ON users BEGIN SELECT 1; END;\nDROP INDEX teams_x;'),
];

function step(id: string, file: string): Migration {
  const lines = file.split('\n');
  const kept = lines.filter((line) => !line.includes('allow='));
  const leftOut = lines.flatMap((line, index) => (line.includes('allow=') ? [index + 1] : []));
  const script = { file: `${id}.sql`, text: kept.join('\n'), leftOut } as unknown as Script;
  return { id, scripts: { postgres: null, sqlite: script } } as unknown as Migration;
}

function blame(object: string, table: string | null, ddl: string | null = null, upTo = 4): unknown {
  const side = ddl === null ? null : { value: '', ddl };
  const difference = { object, table, sqlite: side, postgres: null } as unknown as Difference;
  return originsOf('sqlite', chain.slice(0, upTo))(difference);
}

describe('the statement that last touched an object', () => {
  test('a column: where its name stands in the statement that last defined it', () => {
    expect(blame('users.role', 'users', null, 2)).toEqual({ step: 'V1', file: 'V1.sql', line: 3 });
  });
  test('lines are those on disk, with the header lines that are not executed', () => {
    expect(blame('users.email', 'users', null, 2)).toEqual({ step: 'V2', file: 'V2.sql', line: 2 });
  });
  test('a rebuild is followed through its rename, whatever the case', () => {
    expect(blame('users.email', 'users')).toEqual({ step: 'V3', file: 'V3.sql', line: 2 });
  });
  test('a column that a rebuild has lost: the rebuild', () => {
    expect(blame('users.nick', 'users')).toEqual({ step: 'V3', file: 'V3.sql', line: 1 });
  });
  test('an index by its own name', () => {
    const ddl = 'CREATE INDEX users_role ON users (role)';
    expect(blame('users(role)', 'users', ddl, 2)).toEqual({ step: 'V1', file: 'V1.sql', line: 5 });
  });
  test('an index that is not there: the statement that last had its columns', () => {
    expect(blame('users(id,role)', 'users')).toEqual({ step: 'V3', file: 'V3.sql', line: 1 });
  });
  test('a trigger by its own name', () => {
    const ddl = 'CREATE TRIGGER users_guard BEFORE INSERT ON users BEGIN SELECT 1; END';
    expect(blame('users before insert', 'users', ddl)).toEqual({ step: 'V4', file: 'V4.sql', line: 1 });
  });
  test('a table that no script names: nothing', () => {
    expect(blame('nobody.x', 'nobody')).toBeNull();
  });
  test('a side without a script: nothing', () => {
    const difference = {
      object: 'users',
      table: 'users',
      postgres: null,
      sqlite: null,
    } as unknown as Difference;
    expect(originsOf('postgres', chain)(difference)).toBeNull();
  });
});
