import { createClient } from '@libsql/client';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { type Engine, parseAddress } from '../../../src/index.ts';

export type Row = Readonly<Record<string, unknown>>;

/** A connection past the store. */
export interface RawAccess extends AsyncDisposable {
  readonly engine: Engine;
  readonly rows: (query: string) => Promise<readonly Row[]>;
  /** Runs several statements on the one connection. */
  readonly script: (text: string) => Promise<void>;
}

type Open = (url: string) => Promise<RawAccess>;

const opens: Readonly<Record<ReturnType<typeof parseAddress>['driver'], Open>> = {
  async pg(url) {
    const client = new Client({ connectionString: url, options: '-c timezone=UTC -c datestyle=ISO,MDY' });
    await client.connect();
    return {
      engine: 'postgres',
      rows: async (query) => (await client.query<Row>(query)).rows,
      script: async (text) => void (await client.query(text)),
      [Symbol.asyncDispose]: () => client.end(),
    };
  },
  async 'better-sqlite3'(url) {
    const database = new Database(url.slice('sqlite:'.length), { timeout: 5000 });
    return {
      engine: 'sqlite',
      rows: async (query) => database.prepare(query).all() as Row[],
      script: async (text) => void database.exec(text),
      [Symbol.asyncDispose]: async () => void database.close(),
    };
  },
  async libsql(url) {
    const client = createClient({ url });
    return {
      engine: 'sqlite',
      rows: async (query) => (await client.execute(query)).rows as unknown as Row[],
      script: (text) => client.executeMultiple(text),
      [Symbol.asyncDispose]: async () => client.close(),
    };
  },
};

/** Opens a connection of its own to the database at this URL. */
export const openRawAccess = (url: string): Promise<RawAccess> =>
  opens[parseAddress(url, { folder: '/' }).driver](url);
