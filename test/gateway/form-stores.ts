import { createClient } from '@libsql/client';
import Database from 'better-sqlite3';
import { and, type Column, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import { drizzle as drizzleBetterSqlite3 } from 'drizzle-orm/better-sqlite3';
import { drizzle as drizzleLibsql } from 'drizzle-orm/libsql';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { pgTable } from 'drizzle-orm/pg-core';
import { sqliteTable } from 'drizzle-orm/sqlite-core';
import { Client } from 'pg';
import * as postgres from '../../src/gateway/tables/postgres/columns.ts';
import * as sqlite from '../../src/gateway/tables/sqlite/columns.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { startSqld } from '../servers/sqld.ts';
import { tempFolder } from '../servers/temp-folder.ts';

/** One column of each form, with a column to order by. */
const postgresForms = pgTable('forms', {
  place: postgres.integer('place').primaryKey(),
  id: postgres.id('id'),
  text: postgres.text('text'),
  integer: postgres.integer('integer'),
  boolean: postgres.boolean('boolean'),
  moment: postgres.moment('moment'),
  json: postgres.json('json'),
  bytes: postgres.bytes('bytes'),
  createdAt: postgres.moment('created_at').notNull().default(postgres.now),
});
const sqliteForms = sqliteTable('forms', {
  place: sqlite.integer('place').primaryKey(),
  id: sqlite.id('id'),
  text: sqlite.text('text'),
  integer: sqlite.integer('integer'),
  boolean: sqlite.boolean('boolean'),
  moment: sqlite.moment('moment'),
  json: sqlite.json('json'),
  bytes: sqlite.bytes('bytes'),
  createdAt: sqlite.moment('created_at').notNull().default(sqlite.now),
});

const createPostgres =
  'CREATE TABLE forms (place bigint PRIMARY KEY, id uuid, text text, integer bigint, boolean boolean, ' +
  'moment timestamptz(3), json jsonb, bytes bytea, created_at timestamptz(3) NOT NULL DEFAULT now())';
const createSqlite =
  'CREATE TABLE forms (place INTEGER NOT NULL PRIMARY KEY, id TEXT, text TEXT, integer INTEGER, boolean INTEGER, ' +
  'moment INTEGER, json TEXT CHECK (json_valid(json)), bytes BLOB, ' +
  "created_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER))) STRICT";

export type NewForms = typeof postgresForms.$inferInsert;
export type Forms = typeof postgresForms.$inferSelect;

/** A table with every column form. */
export interface FormStore extends AsyncDisposable {
  readonly write: (rows: readonly NewForms[]) => Promise<void>;
  /** By `place`. */
  readonly read: () => Promise<readonly Forms[]>;
  /** The places of the rows whose columns equal these values. */
  readonly find: (wanted: Partial<NewForms>) => Promise<readonly number[]>;
  /** Divides the `integer` of a row within the database. */
  readonly divide: (place: number, by: number) => Promise<void>;
}

type SqliteDatabase = Parameters<typeof overSqlite>[0];

/** Each driver with a way to open one; null where the run has none. */
export const formStores: Readonly<Record<string, () => Promise<FormStore | null>>> = {
  pg: () => openPgForms([]),
  'better-sqlite3': async () => {
    const handle = new Database(':memory:');
    handle.exec(createSqlite);
    return overSqlite(
      drizzleBetterSqlite3(handle) as unknown as SqliteDatabase,
      async () => void handle.close(),
    );
  },
  'libsql file': () => openLibsqlForms(`file:${tempFolder()}/forms.db`, async () => undefined),
  'libsql server': async () => {
    const server = await startSqld();
    return server === null ? null : openLibsqlForms(server.url, server.stop);
  },
};

/** Opens one on PostgreSQL, in a database with these settings for every session. `style` is what the connection then sets. */
export async function openPgForms(
  settings: readonly string[],
  style = "SET datestyle = 'ISO, MDY'",
): Promise<FormStore> {
  const { url, drop } = await createPostgresDatabase();
  const setUp = new Client({ connectionString: url });
  await setUp.connect();
  const name = new URL(url).pathname.slice(1);
  for (const setting of settings) await setUp.query(`ALTER DATABASE ${name} SET ${setting}`);
  await setUp.query(createPostgres);
  await setUp.end();
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(style);
  const db = drizzlePg(client);
  return {
    write: async (rows) => void (await db.insert(postgresForms).values([...rows])),
    read: () => db.select().from(postgresForms).orderBy(postgresForms.place),
    find: async (wanted) => {
      const rows = await db.select().from(postgresForms).where(matches(postgresForms, wanted));
      return rows.map(({ place }) => place).sort();
    },
    divide: async (place, by) => {
      const quotient = sql`${postgresForms.integer} / ${sql.param(by, postgresForms.integer)}`;
      await db.update(postgresForms).set({ integer: quotient }).where(matches(postgresForms, { place }));
    },
    async [Symbol.asyncDispose]() {
      await client.end();
      await drop();
    },
  };
}

async function openLibsqlForms(url: string, stop: () => Promise<void>): Promise<FormStore> {
  const client = createClient({ url });
  await client.execute(createSqlite);
  return overSqlite(drizzleLibsql(client), async () => {
    client.close();
    await stop();
  });
}

function overSqlite(db: ReturnType<typeof drizzleLibsql>, close: () => Promise<void>): FormStore {
  return {
    write: async (rows) => void (await db.insert(sqliteForms).values([...rows])),
    read: async () => db.select().from(sqliteForms).orderBy(sqliteForms.place),
    find: async (wanted) => {
      const rows = await db.select().from(sqliteForms).where(matches(sqliteForms, wanted));
      return rows.map(({ place }) => place).sort();
    },
    divide: async (place, by) => {
      const quotient = sql`${sqliteForms.integer} / ${sql.param(by, sqliteForms.integer)}`;
      await db.update(sqliteForms).set({ integer: quotient }).where(matches(sqliteForms, { place }));
    },
    [Symbol.asyncDispose]: close,
  };
}

function matches(
  table: typeof postgresForms | typeof sqliteForms,
  wanted: Partial<NewForms>,
): SQL | undefined {
  const columns: Readonly<Record<string, Column>> = getTableColumns(table as typeof postgresForms);
  return and(...Object.entries(wanted).map(([name, value]) => eq(columns[name]!, value)));
}
