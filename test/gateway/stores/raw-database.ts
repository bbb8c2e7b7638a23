import { createClient } from '@libsql/client';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import type { Fault } from '../../../src/gateway/connections/connection.ts';
import { libsqlFault } from '../../../src/gateway/connections/libsql.ts';
import { pgFault } from '../../../src/gateway/connections/pg-fault.ts';
import { betterSqlite3Fault } from '../../../src/gateway/connections/sqlite-fault.ts';
import { parseAddress } from '../../../src/index.ts';

export type RawValue = string | number | Date;
type Row = Readonly<Record<string, unknown>>;

/** A connection of the test's own, past the store. One SQL text for all drivers: its values are ?1, ?2 … */
export interface RawDatabase extends AsyncDisposable {
  readonly query: (sql: string, values?: readonly RawValue[]) => Promise<readonly Row[]>;
  /** What the store reads out of an error of this driver. */
  readonly faultOf: (error: unknown) => Fault;
}

type Open = (url: string) => Promise<RawDatabase>;

const opens: Readonly<Record<ReturnType<typeof parseAddress>['driver'], Open>> = {
  async pg(url) {
    const client = new Client({ connectionString: url });
    await client.connect();
    return {
      faultOf: pgFault,
      query: async (sql, values = []) =>
        (await client.query<Row>(sql.replace(/\?(\d+)/g, '$$$1'), [...values])).rows,
      [Symbol.asyncDispose]: () => client.end(),
    };
  },
  async 'better-sqlite3'(url) {
    const database = new Database(url.slice('sqlite:'.length), { timeout: 5000 });
    return {
      faultOf: betterSqlite3Fault,
      async query(sql, values = []) {
        const statement = database.prepare(sql);
        // To this library a numbered value is a named one.
        const given = Object.fromEntries(values.map((value, index) => [index + 1, toSqlite(value)]));
        if (statement.reader) return statement.all(given) as Row[];
        statement.run(given);
        return [];
      },
      [Symbol.asyncDispose]: async () => void database.close(),
    };
  },
  async libsql(url) {
    const client = createClient({ url });
    return {
      faultOf: libsqlFault,
      query: async (sql, values = []) =>
        (await client.execute({ sql, args: values.map(toSqlite) })).rows as unknown as Row[],
      [Symbol.asyncDispose]: async () => client.close(),
    };
  },
};

function toSqlite(value: RawValue): string | bigint {
  if (typeof value === 'string') return value;
  return BigInt(value instanceof Date ? value.getTime() : value);
}

/** Opens a connection of its own to the database at this URL. */
export async function openRawDatabase(url: string): Promise<RawDatabase> {
  return opens[parseAddress(url, { folder: '/' }).driver](url);
}
