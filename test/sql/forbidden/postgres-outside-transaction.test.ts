import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { found } from './find.ts';

const refused: readonly (readonly [string, string])[] = [
  ['CREATE INDEX CONCURRENTLY j ON t (a)', 'CREATE INDEX CONCURRENTLY'],
  ['create unique index concurrently if not exists j on t (a)', 'CREATE INDEX CONCURRENTLY'],
  ['CREATE INDEX CONCURRENTLY ON t (a)', 'CREATE INDEX CONCURRENTLY'],
  ['DROP INDEX CONCURRENTLY IF EXISTS i', 'DROP INDEX CONCURRENTLY'],
  ['REINDEX INDEX CONCURRENTLY i', 'REINDEX CONCURRENTLY'],
  ['REINDEX (VERBOSE) TABLE CONCURRENTLY t', 'REINDEX CONCURRENTLY'],
  ['REINDEX (VERBOSE, CONCURRENTLY) TABLE t', 'REINDEX CONCURRENTLY'],
  ['REINDEX (CONCURRENTLY true, VERBOSE false) TABLE t', 'REINDEX CONCURRENTLY'],
  ['REINDEX SCHEMA public', 'REINDEX SCHEMA'],
  ['REINDEX (VERBOSE) DATABASE', 'REINDEX DATABASE'],
  ['REINDEX SYSTEM', 'REINDEX SYSTEM'],
  ['VACUUM', 'VACUUM'],
  ['VACUUM (FULL, ANALYZE) t', 'VACUUM'],
  ['CLUSTER', 'CLUSTER of all tables'],
  ['CLUSTER (VERBOSE)', 'CLUSTER of all tables'],
  ['CREATE DATABASE lockstep_never', 'CREATE DATABASE'],
  ['DROP DATABASE IF EXISTS "lockstep never"', 'DROP DATABASE'],
  ['ALTER DATABASE "lockstep never" SET TABLESPACE pg_default', 'ALTER DATABASE SET TABLESPACE'],
  ["CREATE TABLESPACE never LOCATION '/nowhere'", 'CREATE TABLESPACE'],
  ['DROP TABLESPACE IF EXISTS never', 'DROP TABLESPACE'],
  ['ALTER SYSTEM SET work_mem = 1024', 'ALTER SYSTEM'],
  ['DISCARD ALL', 'DISCARD ALL'],
  ['ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY', 'ALTER TABLE DETACH PARTITION CONCURRENTLY'],
  [
    'ALTER TABLE IF EXISTS public.p DETACH PARTITION public."p1" CONCURRENTLY',
    'ALTER TABLE DETACH PARTITION CONCURRENTLY',
  ],
  ["CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p", 'CREATE SUBSCRIPTION'],
];

/** Those that an older server cannot parse, with the major that can. */
const newSyntax: Readonly<Record<string, number>> = {
  'REINDEX (VERBOSE) DATABASE': 16,
  'REINDEX SYSTEM': 16,
  'CLUSTER (VERBOSE)': 17,
};

/** Their neighbours, which the server runs inside a transaction. */
const accepted: readonly string[] = [
  'CREATE INDEX j ON t (a)',
  'CREATE INDEX "CONCURRENTLY" ON t (a)',
  'DROP INDEX i',
  'REINDEX TABLE t',
  'REINDEX (CONCURRENTLY false) TABLE t',
  'REINDEX INDEX "concurrently"',
  'ANALYZE t',
  'CLUSTER t USING i',
  'DISCARD TEMP',
  'ALTER TABLE p DETACH PARTITION p1',
  'ALTER TABLE t ADD COLUMN "DETACH PARTITION CONCURRENTLY" text',
  'CREATE SCHEMA database',
  "CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)",
  "CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false, create_slot = false)",
];

describe('PostgreSQL: statements that cannot run in a transaction', () => {
  let client: Client;
  let drop: () => Promise<void>;
  let major: number;

  beforeAll(async () => {
    const database = await createPostgresDatabase();
    drop = database.drop;
    client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query<{ readonly server_version: string }>('SHOW server_version');
    major = Number.parseInt(rows[0]?.server_version ?? '', 10);
    await client.query(`
      CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE INDEX "concurrently" ON t (a);
      CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p DEFAULT;`);
  });

  afterAll(async () => {
    await client.end();
    await drop();
  });

  /** SQLSTATE of a statement in a transaction that is rolled back, or null where it ran. */
  async function runInTransaction(statement: string): Promise<unknown> {
    await client.query('BEGIN');
    try {
      await client.query(statement);
      return null;
    } catch (error) {
      return (error as { code?: string }).code;
    } finally {
      await client.query('ROLLBACK');
    }
  }

  test.each(refused)('%s', async (statement, name) => {
    expect(found('postgres', statement)).toEqual([
      `1:1 outside-transaction: ${name} cannot run in a transaction`,
    ]);
    const isKnown = major >= (newSyntax[statement] ?? 0);
    expect(await runInTransaction(statement)).toBe(isKnown ? '25001' : '42601');
  });

  test.each(refused.filter(([statement]) => !/CONCURRENTLY ON/.test(statement)))(
    '%s, allowed with transaction=none',
    (statement) => {
      expect(found('postgres', `-- lockstep: transaction=none\n${statement}`)).toEqual([]);
    },
  );

  test.each(accepted)('is not: %s', async (statement) => {
    expect(found('postgres', statement)).toEqual([]);
    expect(await runInTransaction(statement)).toBe(null);
  });
});
