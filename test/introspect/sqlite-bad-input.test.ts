import { chmodSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Schema } from '../../src/core/schema.ts';
import { databaseAt } from '../../src/drivers/open.ts';
import { introspect } from '../../src/introspect/introspect.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { tempFolder } from '../servers/temp-folder.ts';

const folder = tempFolder();
const sound = join(folder, 'sound.db');
writeWith(
  sound,
  `CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT UNIQUE); CREATE INDEX rooms_name ON rooms (name);
CREATE VIEW names AS SELECT name FROM rooms; INSERT INTO rooms (name) VALUES (hex(zeroblob(6000)));`,
);

function writeWith(path: string, sql: string): void {
  const connection = new Database(path);
  connection.unsafeMode(true);
  connection.exec(sql);
  connection.close();
}

/** A sound database to which something has happened. */
function brokenBy(happening: (path: string) => void): string {
  const path = join(tempFolder(), 'store.db');
  copyFileSync(sound, path);
  happening(path);
  return path;
}

const schemaEdit = (sql: string) => (path: string) =>
  writeWith(path, `PRAGMA writable_schema = ON; ${sql}; PRAGMA writable_schema = OFF;`);

function scramble(path: string): void {
  writeFileSync(path, readFileSync(path).fill(0x55, 100, 3000));
}

const unreadable: readonly (readonly [string, (path: string) => void, RegExp])[] = [
  [
    'a file that is no database',
    (path) => writeFileSync(path, 'This is a text. '.repeat(200)),
    /store\.db: the file is not a SQLite database/,
  ],
  [
    'a table whose text is cut',
    schemaEdit(`UPDATE sqlite_schema SET sql = substr(sql, 1, 30) WHERE name = 'rooms'`),
    /store\.db is damaged, or was made by a newer SQLite: malformed database schema \(rooms\) - incomplete input$/,
  ],
  [
    'a table whose text is none',
    schemaEdit(`UPDATE sqlite_schema SET sql = 'rooms' WHERE name = 'rooms'`),
    /malformed database schema \(rooms\)/,
  ],
  [
    'an index over a column that is not there',
    schemaEdit(
      `UPDATE sqlite_schema SET sql = 'CREATE INDEX rooms_name ON rooms (nome)' WHERE name = 'rooms_name'`,
    ),
    /malformed database schema \(rooms_name\) - no such column: nome/,
  ],
  [
    'a view whose text is none',
    schemaEdit(`UPDATE sqlite_schema SET sql = 'CREATE VIEW names AS SELEKT' WHERE name = 'names'`),
    /malformed database schema \(names\) - near "SELEKT": syntax error/,
  ],
  [
    'a trigger on nothing',
    schemaEdit(
      `INSERT INTO sqlite_schema VALUES ('trigger', 'on_gone', 'gone', 0, 'CREATE TRIGGER on_gone DELETE ON gone BEGIN SELECT 1; END')`,
    ),
    /malformed database schema \(on_gone\) - no such table: main\.gone/,
  ],
  [
    'a file that was cut',
    (path) => truncateSync(path, 5000),
    /store\.db is damaged: database disk image is malformed/,
  ],
  ['a file that was cut in its header', (path) => truncateSync(path, 60), /store\.db is damaged/],
  ['a page of the catalog overwritten', scramble, /store\.db is damaged/],
];

describe.each(['sqlite', 'file'])('through %s:', (scheme) => {
  async function read(path: string): Promise<Schema> {
    const database = databaseAt(parseAddress(`${scheme}:${path}`, { folder }));
    try {
      return await introspect(database);
    } finally {
      await database[Symbol.asyncDispose]();
    }
  }

  test.each(unreadable)(
    '%s is DATABASE_UNREACHABLE, and nothing is changed',
    async (_what, happening, message) => {
      const path = brokenBy(happening);
      const before = readFileSync(path);
      await expect(read(path)).rejects.toMatchObject({
        code: 'DATABASE_UNREACHABLE',
        message: expect.stringMatching(message),
        hint: expect.not.stringContaining('server runs'),
        details: { path },
      });
      expect(readFileSync(path).equals(before)).toBe(true);
    },
  );

  test('a database that is not there is DATABASE_UNREACHABLE, and is not made', async () => {
    const path = join(tempFolder(), 'absent.db');
    const expected = { code: 'DATABASE_UNREACHABLE', message: expect.stringContaining('does not exist') };
    await expect(read(path)).rejects.toMatchObject(expected);
    await expect(read(path)).rejects.toMatchObject(expected);
  });

  test('an empty file is an empty database', async () => {
    expect(await read(brokenBy((path) => writeFileSync(path, '')))).toMatchObject({ tables: [], views: [] });
  });

  test('a file that may only be read is read', async () => {
    const path = brokenBy((file) => chmodSync(file, 0o444));
    chmodSync(join(path, '..'), 0o555);
    expect((await read(path)).tables.map(({ name }) => name)).toEqual(['rooms']);
    chmodSync(join(path, '..'), 0o755);
  });

  // Root may write everywhere.
  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'a file in WAL mode whose folder takes no writes is READ_ONLY_DATABASE (skipped for root)',
    async () => {
      const path = brokenBy((file) => writeWith(file, 'PRAGMA journal_mode = WAL'));
      chmodSync(join(path, '..'), 0o555);
      await expect(read(path)).rejects.toMatchObject({
        code: 'READ_ONLY_DATABASE',
        message: expect.stringMatching(/store\.db is in WAL mode/),
        hint: expect.stringContaining('copy'),
      });
      chmodSync(join(path, '..'), 0o755);
    },
  );

  test('somebody who writes keeps nobody from reading in WAL mode', async () => {
    const path = brokenBy((file) => writeWith(file, 'PRAGMA journal_mode = WAL'));
    // The same library: two of them must not open one file in one process.
    if (scheme === 'file') return;
    const writer = new Database(path);
    writer.exec('BEGIN IMMEDIATE; CREATE TABLE later (x)');
    expect((await read(path)).tables.map(({ name }) => name)).toEqual(['rooms']);
    writer.exec('COMMIT');
    expect((await read(path)).tables.map(({ name }) => name)).toEqual(['later', 'rooms']);
    writer.close();
  });
});
