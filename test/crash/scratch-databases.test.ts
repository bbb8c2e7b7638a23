import { Client } from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openPostgresScratch } from '../../src/drivers/scratch/postgres-scratch.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';

const isLong = process.env['LOCKSTEP_TEST_MODE'] === 'crash';

const open = (url: string): ReturnType<typeof openPostgresScratch> =>
  openPostgresScratch(parseAddress(url, { folder: '.' }));

/** The server's superuser, and a role that may do what the words say. */
async function withRole(words: string): Promise<{ readonly admin: Client; readonly url: string }> {
  const admin = new Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  const role = `scratcher_${process.pid}`;
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret' ${words}`);
  onTestFinished(async () => {
    await admin.query(`DROP ROLE ${role}`);
    await admin.end();
  });
  for (const setting of [
    "statement_timeout = '100ms'",
    "idle_session_timeout = '200ms'",
    'default_transaction_read_only = on',
  ])
    await admin.query(`ALTER ROLE ${role} SET ${setting}`);
  const url = new URL(inject('postgresUrl'));
  url.username = role;
  url.password = 'secret';
  return { admin, url: url.href };
}

const isThere = async (admin: Client, name: string): Promise<boolean> =>
  (await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])).rows.length > 0;

test.skipIf(inject('postgresMissing') !== null)(
  'no limit of a role ends what is done on scratch databases',
  async () => {
    const { admin, url } = await withRole('CREATEDB');
    const server = await open(url);
    const scratch = await server.create();
    await scratch.execute(['CREATE TABLE t (a int)', 'SELECT pg_sleep(0.3)', 'INSERT INTO t VALUES (1)']);
    const [row] = await scratch.session.query('SELECT a, current_database() AS name FROM t');
    expect(row?.['a']).toBe(1);
    await scratch[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    expect(await isThere(admin, String(row?.['name']))).toBe(false);
  },
);

test.skipIf(inject('postgresMissing') !== null)('a user who may create no database is told so', async () => {
  const { url } = await withRole('');
  const server = await open(url);
  await expect(server.create()).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
    message: expect.stringMatching(/^no scratch database .*permission denied/),
    hint: expect.stringContaining('another server'),
  });
  await server[Symbol.asyncDispose]();
});

test.skipIf(!isLong || inject('postgresMissing') !== null)(
  isLong
    ? 'what is swept is a day old by the server’s clock, and nobody works in it'
    : 'what is swept (npm run test:crash)',
  async () => {
    const admin = new Client({ connectionString: inject('postgresUrl') });
    await admin.connect();
    const [unused, used, young] = [25, 48, 23].map(
      (hours) => `lockstep_scratch_${Date.now() - hours * 3_600_000}_0123456789ab`,
    ) as [string, string, string];
    for (const name of [unused, used, young]) await admin.query(`CREATE DATABASE ${name}`);
    const url = new URL(inject('postgresUrl'));
    url.pathname = `/${used}`;
    const worker = new Client({ connectionString: url.href });
    await worker.connect();
    onTestFinished(async () => {
      await worker.end();
      for (const name of [unused, used, young])
        await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    });
    const startedAt = performance.now();
    const server = await open(inject('postgresUrl'));
    // PostgreSQL waits for five seconds before it refuses to drop what is in use.
    expect(performance.now() - startedAt).toBeLessThan(4000);
    await server[Symbol.asyncDispose]();
    expect([await isThere(admin, unused), await isThere(admin, used), await isThere(admin, young)]).toEqual([
      false,
      true,
      true,
    ]);
  },
);
