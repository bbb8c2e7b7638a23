import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { loadModule } from '../../src/files/load-module.ts';
import { conformance, scratchDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { writeNotes } from './notes.ts';

/** What the suite is about: the one repository of the notes' store. */
interface Notes extends AsyncDisposable {
  add(body: string): Promise<void>;
  all(): Promise<readonly string[]>;
}

async function migrated(engine: 'postgres' | 'sqlite', more = {}): Promise<TestDatabase> {
  const { folder, module } = writeNotes();
  return scratchDatabase(engine, { modules: [await loadModule(module, folder)], ...more });
}

async function onSqlite(driver: 'better-sqlite3' | 'libsql'): Promise<Notes> {
  const scratch = await migrated('sqlite', { driver });
  const database = new Database(scratch.path ?? '');
  return {
    add: async (body) => void database.prepare('INSERT INTO notes (body) VALUES (?)').run(body),
    all: async () => database.prepare<[], string>('SELECT body FROM notes ORDER BY id').pluck().all(),
    async [Symbol.asyncDispose]() {
      database.close();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

async function onPostgres(): Promise<Notes> {
  const scratch = await migrated('postgres', { url: (await createPostgresDatabase()).url });
  const client = new Client(scratch.url);
  await client.connect();
  return {
    add: async (body) => void (await client.query('INSERT INTO notes (body) VALUES ($1)', [body])),
    all: async () => (await client.query('SELECT body FROM notes ORDER BY id')).rows.map(({ body }) => body),
    async [Symbol.asyncDispose]() {
      await client.end();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

conformance<Notes>(
  'notes',
  [
    { name: 'PostgreSQL', open: onPostgres },
    { name: 'SQLite, migrated through better-sqlite3', open: () => onSqlite('better-sqlite3') },
    {
      name: 'SQLite, migrated through libsql',
      open: () => onSqlite('libsql'),
      skips: { 'refuses an empty note': 'the library that reads it is the one above' },
    },
  ],
  ({ test }) => {
    test('gives back what it was given, in that order', async (store) => {
      for (const body of ['b', 'a', 'ü 😀']) await store.add(body);
      expect(await store.all()).toEqual(['b', 'a', 'ü 😀']);
    });
    test('refuses an empty note', async (store) => {
      await expect(store.add('')).rejects.toThrow(/check/i);
      expect(await store.all()).toEqual([]);
    });
  },
  { describe, test },
);

test('its disposal removes it', async () => {
  const sqlite = await scratchDatabase('sqlite');
  expect(existsSync(sqlite.path ?? '')).toBe(true);
  await sqlite[Symbol.asyncDispose]();
  expect(existsSync(dirname(sqlite.path ?? ''))).toBe(false);

  const postgres = await scratchDatabase('postgres', { url: (await createPostgresDatabase()).url });
  await postgres[Symbol.asyncDispose]();
  const gone = new Client(postgres.url);
  await expect(gone.connect()).rejects.toThrow('does not exist');
});

test('databases of one server are apart, and the server stays until the last is gone', async () => {
  const { url } = await createPostgresDatabase();
  const [one, two] = await Promise.all([
    scratchDatabase('postgres', { url }),
    scratchDatabase('postgres', { url }),
  ]);
  expect(one.url).not.toBe(two.url);
  await one[Symbol.asyncDispose]();
  const client = new Client(two.url);
  await client.connect();
  await client.end();
  await two[Symbol.asyncDispose]();
});

test('a script that fails leaves no database behind', async () => {
  const { folder, module } = writeNotes({ postgres: 'SELECT 1;', sqlite: 'INSERT INTO nowhere VALUES (1);' });
  const modules = [await loadModule(module, folder)];
  await expect(scratchDatabase('sqlite', { modules })).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
});
