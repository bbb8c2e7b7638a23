import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject, TestRunner } from 'vitest';
import { testedMajor } from './provide-postgres.ts';
import { type PostgresServer, runCluster } from './run-cluster.ts';

/** A fresh database on the server that all tests share. */
export interface PostgresDatabase {
  readonly url: string;
  /** Removes it, with whoever is connected. Need not be called: the server goes with the run. */
  readonly drop: () => Promise<void>;
}

/**
 * Creates an empty database (about 30 ms), or a copy of another one to which nobody is connected. Skips the test where the
 * run has no PostgreSQL.
 */
export async function createPostgresDatabase(template = 'template0'): Promise<PostgresDatabase> {
  needPostgres();
  const name = `test_${randomBytes(8).toString('hex')}`;
  const strategy = (await serverMajor()) < 15 ? '' : 'STRATEGY FILE_COPY';
  await runAsAdmin(`CREATE DATABASE ${name} TEMPLATE ${template} ENCODING 'UTF8' ${strategy}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => void (await runAsAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

let major: number | null = null;

/** From 15 on PostgreSQL writes a new database through its log, which costs half as much again as copying its files. */
async function serverMajor(): Promise<number> {
  if (major === null) {
    const [row] = await runAsAdmin(`SELECT current_setting('server_version_num')::int / 10000 AS major`);
    major = Number(row?.['major']);
  }
  return major;
}

/** Runs one statement as the superuser, in no database of a test. */
export async function runAsAdmin(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/**
 * Starts a server of the test's own (about 0.7 s), for tests that stop, kill or configure it. Stop it at the end. It is
 * an embedded one also where the shared one is not: such tests signal its process and reach into its data folder.
 */
export async function startPostgres(
  options: { readonly settings?: Readonly<Record<string, string>> } = {},
): Promise<PostgresServer> {
  needPostgres();
  return runCluster({ runFolder: inject('runFolder'), major: testedMajor(), ...options });
}

function needPostgres(): void {
  const reason = inject('postgresMissing');
  if (reason === null) return;
  TestRunner.getCurrentTest()?.context.skip(reason);
  throw new Error(reason);
}
