import { createClient } from '@libsql/client';
import { Client } from 'pg';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { createPostgresDatabase, startPostgres } from './postgres.ts';
import { sqldMissing, startSqld } from './sqld.ts';

async function queryPostgres(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the servers of the tests', () => {
  test('a fresh PostgreSQL database per test, gone after drop', async () => {
    const one = await createPostgresDatabase();
    const two = await createPostgresDatabase();
    await queryPostgres(one.url, 'CREATE TABLE t (a int)');
    expect(await queryPostgres(two.url, `SELECT to_regclass('t') AS t`)).toEqual([{ t: null }]);
    await two.drop();
    await expect(queryPostgres(two.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
    await one.drop();
  });

  test('a PostgreSQL of its own keeps its data and address over a restart and a kill', async () => {
    const server = await startPostgres({ settings: { application_name: 'mine' } });
    onTestFinished(() => server.stop('immediate'));
    expect(server.url).not.toBe(inject('postgresUrl'));
    expect(await queryPostgres(server.url, 'SHOW application_name')).toEqual([{ application_name: 'mine' }]);
    await queryPostgres(server.url, 'CREATE TABLE t AS SELECT 1 AS a');
    await server.restart();
    expect(await queryPostgres(server.url, 'SELECT a FROM t')).toEqual([{ a: 1 }]);
    expect(server.log()).toContain('ready to accept connections');
    await server.kill();
    await expect(queryPostgres(server.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
    await server.start();
    expect(await queryPostgres(server.url, 'SELECT a FROM t')).toEqual([{ a: 1 }]);
  });

  test('sqld serves one store over http and ws, and keeps it over a restart and a kill', async (context) => {
    const server = await startSqld();
    if (server === null) return context.skip(sqldMissing() ?? '');
    onTestFinished(() => server.kill());
    const read = async (url: string): Promise<readonly unknown[]> => {
      const client = createClient({ url });
      onTestFinished(() => client.close());
      return (await client.execute('SELECT a FROM t')).rows.map((row) => row['a']);
    };
    const client = createClient({ url: server.url });
    await client.executeMultiple('CREATE TABLE t (a int); INSERT INTO t VALUES (1)');
    client.close();
    expect(await read(server.wsUrl)).toEqual([1]);
    await server.restart();
    expect(await read(server.url)).toEqual([1]);
    await server.kill();
    await expect(read(server.url)).rejects.toThrow();
    await server.restart();
    expect(await read(server.wsUrl)).toEqual([1]);
  });
});
