import Database from 'better-sqlite3';
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3';
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres';
import * as fc from 'fast-check';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { bindRepositories } from '../../src/gateway/store/bind-repositories.ts';
import type { Operation, OperationName } from '../../src/gateway/domain/operation.ts';
import { operations, type Repositories } from '../../src/gateway/domain/store.ts';
import { postgresRepositories } from '../../src/gateway/repositories/postgres/index.ts';
import { type SqliteDatabase, sqliteRepositories } from '../../src/gateway/repositories/sqlite/index.ts';
import { argumentsOf } from './differential/arguments.ts';
import { firstRows } from './differential/first-rows.ts';
import { migratedDatabase } from './stores/store-subjects.ts';

type Table<Entry> = Readonly<Record<string, Readonly<Record<string, Entry>>>>;

interface Counted {
  readonly repositories: Repositories;
  readonly close: () => Promise<void>;
}

const context = { now: () => new Date('2026-03-03T00:00:00.000Z'), newId: () => crypto.randomUUID() };

async function onPostgres(logQuery: () => void): Promise<Counted> {
  const database = await migratedDatabase('pg');
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const db = drizzlePostgres(client, { logger: { logQuery } });
  return {
    repositories: postgresRepositories(db, context),
    async close() {
      await client.end();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function onSqlite(logQuery: () => void): Promise<Counted> {
  const database = await migratedDatabase('better-sqlite3');
  const handle = new Database(database.url.slice('sqlite:'.length));
  const db = drizzleSqlite(handle, { logger: { logQuery } }) as unknown as SqliteDatabase;
  return {
    repositories: sqliteRepositories(db, context),
    async close() {
      handle.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Rows to begin with, then every method with several arguments, removals last; the same in every run. */
const removesLast = ({ name }: { readonly name: string }): number => (name.includes('.remove') ? 1 : 0);
const calls = Object.entries(operations as Table<Operation>)
  .flatMap(([port, of]) => Object.keys(of).map((method): OperationName => `${port}.${method}`))
  .flatMap((name) => fc.sample(argumentsOf(name), { seed: 3, numRuns: 6 }).map((args) => ({ name, args })))
  .toSorted((a, b) => removesLast(a) - removesLast(b));

describe.each([
  ['PostgreSQL', onPostgres],
  ['SQLite', onSqlite],
])('on %s', (_, open) => {
  test('a change of several statements is atomic', { timeout: 60_000 }, async () => {
    let sent = 0;
    const { repositories, close } = await open(() => sent++);
    const several = new Set<OperationName>();
    const bound = bindRepositories(async (name, { kind, atomic }, invoke) => {
      sent = 0;
      try {
        return await invoke(repositories);
      } finally {
        if (kind !== 'read' && !atomic && sent > 1) several.add(name);
      }
    }) as unknown as Table<(...given: readonly unknown[]) => Promise<unknown>>;
    let answered = 0;
    for (const { name, args } of [...firstRows, ...calls]) {
      const [port = '', method = ''] = name.split('.');
      await bound[port]![method]!(...args).then(
        () => answered++,
        () => null,
      );
    }
    await close();
    expect([...several]).toEqual([]);
    expect(answered).toBeGreaterThan(calls.length / 3);
  });
});
