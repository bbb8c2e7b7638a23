import { randomUUID } from 'node:crypto';
import { createClient } from '@libsql/client';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { parseAddress } from '../../../src/index.ts';

type Value = string | number | Date;
type Insert = (table: string, row: Readonly<Record<string, Value>>) => Promise<void>;

/** Rows that others refer to, written past the store; their moments are the defaults of the tables. Each returns the id. */
export interface Parents extends AsyncDisposable {
  readonly user: () => Promise<string>;
  readonly team: () => Promise<string>;
  readonly serviceAccount: (teamId: string) => Promise<string>;
  readonly model: () => Promise<string>;
  /** Micros per million tokens: of input, cached input and output. */
  readonly price: (modelId: string, from: Date, rates: readonly [number, number, number]) => Promise<string>;
  /** As many lines of the ledger as are asked for, each with these values. */
  readonly lines: (count: number, row: Readonly<Record<string, Value>>) => Promise<void>;
  readonly setStatus: (
    table: 'users' | 'teams' | 'service_accounts',
    id: string,
    status: string,
  ) => Promise<void>;
}

interface Executor {
  readonly execute: (sql: string, values: readonly Value[]) => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

type Open = (url: string) => Promise<Executor>;

const opens: Readonly<Record<ReturnType<typeof parseAddress>['driver'], Open>> = {
  async pg(url) {
    const client = new Client({ connectionString: url });
    await client.connect();
    return {
      execute: (sql, values) => client.query(sql.replace(/\?(\d+)/g, '$$$1'), [...values]),
      close: () => client.end(),
    };
  },
  async 'better-sqlite3'(url) {
    const database = new Database(url.slice('sqlite:'.length), { timeout: 5000 });
    return {
      execute: async (sql, values) =>
        database
          .prepare(sql)
          .run(Object.fromEntries(values.map((value, index) => [index + 1, toSqlite(value)]))),
      close: async () => database.close(),
    };
  },
  async libsql(url) {
    const client = createClient({ url });
    return {
      execute: (sql, values) => client.execute({ sql, args: values.map(toSqlite) }),
      close: async () => client.close(),
    };
  },
};

function toSqlite(value: Value): string | bigint {
  if (typeof value === 'string') return value;
  return BigInt(value instanceof Date ? value.getTime() : value);
}

/** Opens a connection of its own to the database at this URL. */
export async function openParents(url: string): Promise<Parents> {
  const { execute, close } = await opens[parseAddress(url, { folder: '/' }).driver](url);
  const insert: Insert = async (table, row) => {
    const places = Object.keys(row).map((_, index) => `?${index + 1}`);
    await execute(`INSERT INTO ${table} (${Object.keys(row)}) VALUES (${places})`, Object.values(row));
  };
  const add = async (
    table: string,
    row: (id: string) => Readonly<Record<string, Value>>,
  ): Promise<string> => {
    const id = randomUUID();
    await insert(table, { id, ...row(id) });
    return id;
  };
  return {
    user: () => add('users', (id) => ({ email: `${id}@example.test`, display_name: 'A user' })),
    team: () => add('teams', (id) => ({ slug: id, name: 'A team' })),
    serviceAccount: (teamId) => add('service_accounts', (id) => ({ team_id: teamId, name: id })),
    model: () => add('models', (id) => ({ slug: id, name: 'A model', context_tokens: 1000 })),
    price: (modelId, from, [input, cached, output]) =>
      add('model_prices', () => ({
        model_id: modelId,
        effective_from: from,
        input_micros_per_mtok: input,
        cached_input_micros_per_mtok: cached,
        output_micros_per_mtok: output,
      })),
    async lines(count, row) {
      const places = Object.keys(row).map((_, index) => `?${index + 1}`);
      const rows = Array.from({ length: count }, () => `('${randomUUID()}', '${randomUUID()}', ${places})`);
      const columns = ['id', 'request_id', ...Object.keys(row)];
      await execute(`INSERT INTO usage_ledger (${columns}) VALUES ${rows}`, Object.values(row));
    },
    setStatus: async (table, id, status) =>
      void (await execute(`UPDATE ${table} SET status = ?1 WHERE id = ?2`, [status, id])),
    [Symbol.asyncDispose]: async () => void (await close()),
  };
}
