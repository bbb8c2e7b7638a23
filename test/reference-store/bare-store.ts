import { readFileSync } from 'node:fs';
import { createClient } from '@libsql/client';
import Database from 'better-sqlite3';
import { Client, types } from 'pg';
import type { Script } from '../../src/core/migration.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import type { Catalog } from './catalog.ts';
import { readPostgresCatalog } from './postgres-catalog.ts';
import { findTable, readValue, type Row, type Value } from './rows.ts';
import { readSqliteCatalog } from './sqlite-catalog.ts';

/** A database without Lockstep around it: the scripts and the engine alone. */
export interface BareStore extends AsyncDisposable {
  readonly engine: 'postgres' | 'sqlite';
  readonly apply: (script: Script) => Promise<void>;
  readonly run: (sql: string) => Promise<void>;
  readonly insert: (table: string, row: Row) => Promise<void>;
  /** The rows of a table as plain values, in the order of the columns named. */
  readonly rows: (table: string, ...order: readonly string[]) => Promise<readonly PlainRow[]>;
  /** Read again after `apply` and `run` only. */
  readonly catalog: () => Promise<Catalog>;
  /** Rows whose foreign key points nowhere: always 0 on PostgreSQL, which lets none in. */
  readonly countOrphans: () => Promise<number>;
}

export type PlainRow = Readonly<Record<string, unknown>>;

/** The three libraries that the store runs on, each with a way to open an empty one. */
export const bareStores: Readonly<Record<string, () => Promise<BareStore>>> = {
  pg: openPostgres,
  'better-sqlite3': async () => openSqlite(openBetterSqlite3()),
  libsql: async () => openSqlite(await openLibsql()),
};

/** What the parity file says about columns whose declared type does not tell. */
export const logicalColumns: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('../../migrations/parity.json', import.meta.url), 'utf8'),
).logical;

async function openPostgres(): Promise<BareStore> {
  const database = await createPostgresDatabase();
  const client = new Client({ connectionString: database.url, types: { getTypeParser: jsonAsItIs } });
  await client.connect();
  let known: Promise<Catalog> | null = null;
  const catalog = (): Promise<Catalog> => (known ??= readPostgresCatalog(client));
  const run = async (sql: string): Promise<void> => {
    known = null;
    await client.query(sql);
  };
  return {
    engine: 'postgres',
    apply: ({ text, noOp, transaction }) =>
      noOp === null ? run(transaction === 'none' ? text : `BEGIN;\n${text}\nCOMMIT`) : Promise.resolve(),
    // After a refusal the connection would stay in the failed transaction.
    run: (sql) =>
      run(sql).catch((error: unknown) => client.query('ROLLBACK').then(() => Promise.reject(error))),
    async insert(table, row) {
      const names = Object.keys(row);
      await client.query(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, place) => `$${place + 1}`).join(', ')})`,
        Object.values(row).map(jsonAsText),
      );
    },
    rows: (table, ...order) => readRows(catalog, async (sql) => (await client.query(sql)).rows, table, order),
    catalog,
    countOrphans: () => Promise.resolve(0),
    async [Symbol.asyncDispose]() {
      await client.end();
      await database.drop();
    },
  };
}

/** JSON stays text, as SQLite gives it: a JSON string could not be told from one that is already read. */
const jsonAsItIs: typeof types.getTypeParser = (type: number, format?: 'text' | 'binary') =>
  type === types.builtins.JSONB ? String : types.getTypeParser(type, format as 'text');

interface SqliteConnection {
  readonly run: (sql: string) => Promise<void>;
  readonly select: (
    sql: string,
    values?: readonly (string | number | null | Uint8Array)[],
  ) => Promise<readonly PlainRow[]>;
  readonly close: () => void;
}

function openBetterSqlite3(): SqliteConnection {
  const database = new Database(':memory:');
  return {
    run: async (sql) => void database.exec(sql),
    async select(sql, values = []) {
      const statement = database.prepare(sql);
      if (statement.reader) return statement.all(...values) as PlainRow[];
      statement.run(...values);
      return [];
    },
    close: () => void database.close(),
  };
}

async function openLibsql(): Promise<SqliteConnection> {
  const client = createClient({ url: `file:${tempFolder()}/store.db` });
  await client.executeMultiple('PRAGMA journal_mode = memory; PRAGMA synchronous = off');
  return {
    run: (sql) => client.executeMultiple(sql),
    async select(sql, values = []) {
      const { rows } = await client.execute({ sql, args: [...values] });
      return rows.map((row) => ({ ...row }));
    },
    close: () => client.close(),
  };
}

function openSqlite(connection: SqliteConnection): BareStore {
  const { select } = connection;
  let known: Promise<Catalog> | null = null;
  const catalog = (): Promise<Catalog> =>
    (known ??= readSqliteCatalog(select as Parameters<typeof readSqliteCatalog>[0], logicalColumns));
  const run = (sql: string): Promise<void> => {
    known = null;
    return connection.run(sql);
  };
  return {
    engine: 'sqlite',
    apply: ({ text, noOp, foreignKeys }) =>
      noOp === null
        ? run(
            `PRAGMA foreign_keys = ${foreignKeys};\nBEGIN IMMEDIATE;\n${text}\nCOMMIT;\nPRAGMA foreign_keys = on;`,
          )
        : Promise.resolve(),
    run,
    async insert(table, row) {
      const names = Object.keys(row);
      await select(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        Object.values(row).map(storedInSqlite),
      );
    },
    rows: (table, ...order) => readRows(catalog, select, table, order),
    catalog,
    countOrphans: async () => (await select('PRAGMA foreign_key_check')).length,
    async [Symbol.asyncDispose]() {
      connection.close();
    },
  };
}

async function readRows(
  catalog: () => Promise<Catalog>,
  select: (sql: string) => Promise<readonly PlainRow[]>,
  name: string,
  order: readonly string[],
): Promise<readonly PlainRow[]> {
  const table = findTable(await catalog(), name);
  const keys =
    order.length > 0 ? order : (table.indexes.find(({ kind }) => kind === 'primary key')?.keys ?? []);
  const rows = await select(`SELECT * FROM ${name} ORDER BY ${keys.join(', ')}`);
  return rows.map((row) =>
    Object.fromEntries(
      table.columns.map((column) => [column.name, readValue(column.type, row[column.name])]),
    ),
  );
}

function jsonAsText(value: Value): unknown {
  return value !== null && typeof value === 'object' && 'json' in value ? JSON.stringify(value.json) : value;
}

function storedInSqlite(value: Value): string | number | null | Uint8Array {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'boolean') return value ? 1 : 0;
  return jsonAsText(value) as string | number | null | Uint8Array;
}
