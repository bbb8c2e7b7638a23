import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';
import { type PostgresServer, runCluster } from './run-cluster.ts';

/** A fresh database on the server that all tests share. */
export interface PostgresDatabase {
  readonly url: string;
  /** Removes it, with whoever is connected. Need not be called: the server goes with the run. */
  readonly drop: () => Promise<void>;
}

/** Creates an empty database (about 30 ms). */
export async function createPostgresDatabase(): Promise<PostgresDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runAsAdmin(`CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runAsAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function runAsAdmin(sql: string): Promise<void> {
  const client = new Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Starts a server of the test's own (about 0.7 s), for tests that stop, kill or configure it. Stop it at the end. */
export function startPostgres(
  options: { readonly settings?: Readonly<Record<string, string>>; readonly major?: number } = {},
): Promise<PostgresServer> {
  return runCluster({ runFolder: inject('runFolder'), ...options });
}
