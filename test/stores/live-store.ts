import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { Client } from 'pg';
import { TestRunner } from 'vitest';
import { connectTo } from '../drivers/sqlite-subjects.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { sqldMissing, startSqld } from '../servers/sqld.ts';
import { tempFolder } from '../servers/temp-folder.ts';

/** A database that somebody may also change behind Lockstep's back. */
export interface LiveStore {
  readonly url: string;
  /** Runs a script through a connection of its own. */
  readonly run: (sql: string) => Promise<void>;
  /** The values of a query's first column, as text. */
  readonly read: (sql: string) => Promise<readonly string[]>;
  readonly drop: () => Promise<void>;
}

export type LiveStoreName = 'pg' | 'better-sqlite3' | 'libsql file' | 'libsql server';

/** One store per driver. */
export const liveStores: Readonly<Record<LiveStoreName, () => Promise<LiveStore>>> = {
  pg: async () => {
    const { url, drop } = await createPostgresDatabase();
    const send = async (sql: string): Promise<readonly Record<string, unknown>[]> => {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query(sql)).rows as Record<string, unknown>[];
      } finally {
        await client.end();
      }
    };
    return store(url, async (sql) => void (await send(sql)), send, drop);
  },
  'better-sqlite3': async () => fileStore('sqlite', 'better-sqlite3'),
  'libsql file': async () => fileStore('file', 'libsql'),
  'libsql server': async () => {
    const server = await startSqld();
    if (server === null) {
      const reason = sqldMissing() ?? 'no sqld';
      TestRunner.getCurrentTest()?.context.skip(reason);
      throw new Error(reason);
    }
    const client = createClient({ url: server.url });
    return store(
      server.url,
      (sql) => client.executeMultiple(sql),
      async (sql) => {
        const { columns, rows } = await client.execute(sql);
        return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
      },
      async () => {
        client.close();
        await server.stop();
      },
    );
  },
};

function fileStore(scheme: 'sqlite' | 'file', driver: 'better-sqlite3' | 'libsql'): LiveStore {
  const path = join(tempFolder(), 'live.db');
  const using = <T>(work: (database: ReturnType<typeof connectTo>) => T): T => {
    const database = connectTo(driver, path);
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  return store(
    `${scheme}:${path}`,
    async (sql) => void using((database) => database.exec(sql)),
    async (sql) => using((database) => database.prepare(sql).all()) as Record<string, unknown>[],
    async () => undefined,
  );
}

function store(
  url: string,
  run: LiveStore['run'],
  rows: (sql: string) => Promise<readonly Record<string, unknown>[]>,
  drop: LiveStore['drop'],
): LiveStore {
  return {
    url,
    run,
    read: async (sql) => (await rows(sql)).map((row) => String(Object.values(row)[0])),
    drop,
  };
}
