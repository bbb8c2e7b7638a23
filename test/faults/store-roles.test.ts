import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/gateway/domain/store.ts';
import { Busy, Unavailable } from '../../src/gateway/domain/store-error.ts';
import { openStore } from '../../src/gateway/open-store.ts';
import { openRawDatabase } from '../gateway/stores/raw-database.ts';
import { migratedDatabase, migrateToHead } from '../gateway/stores/store-subjects.ts';
import { poolerMissing, startPooler } from '../servers/pgbouncer.ts';
import { startPostgres } from '../servers/postgres.ts';
import { atLength, isThorough } from './fault-project.ts';
import { startStandby } from './standby.ts';

/** Settings of a role or database that would change what the store reads or does. */
const settings: readonly (readonly [string, string])[] = [
  ['DateStyle', 'SQL, DMY'],
  ['TimeZone', 'Asia/Kathmandu'],
  ['default_transaction_isolation', 'serializable'],
  ['default_transaction_read_only', 'on'],
  ['default_transaction_deferrable', 'on'],
  ['statement_timeout', '2s'],
  ['lock_timeout', '1ms'],
  ['bytea_output', 'escape'],
  ['extra_float_digits', '-15'],
  ['standard_conforming_strings', 'off'],
  ['IntervalStyle', 'postgres_verbose'],
  ['lc_messages', 'C'],
  ['client_min_messages', 'debug5'],
];

async function expectRoundTrip(store: Store): Promise<void> {
  const slug = `x-${randomBytes(4).toString('hex')}`;
  const { id: modelId } = await store.models.create({
    slug,
    name: `it's \\ "x"`,
    contextTokens: 128_000,
  });
  const startedAt = new Date('2026-03-29T01:30:00.123Z');
  const { id } = await store.requestLog.start({ requestedModel: 'x', modelId, startedAt });
  await store.requestLog.addAttempt(id, { outcome: 'failed', startedAt, durationMs: 1 });
  const body = [0.1, 1e21, { a: '\\x41' }];
  await store.requestLog.attachPayload(id, { requestBody: body });
  expect(await store.requestLog.find(id)).toMatchObject({
    request: { startedAt, modelId },
    attempts: [{ startedAt }],
    payload: { requestBody: body },
  });
  expect((await store.requestLog.search({ modelId, from: startedAt }, { limit: 2 })).items).toHaveLength(1);
  expect(await store.models.find(modelId)).toMatchObject({ name: `it's \\ "x"`, contextTokens: 128_000 });
  const { id: providerId } = await store.providers.create({ slug, name: 'x', kind: 'custom', baseUrl: 'x' });
  const ciphertext = Uint8Array.of(0, 92, 255, 39);
  expect(await store.providers.addCredential({ providerId, label: 'a', ciphertext })).toMatchObject({
    ciphertext,
  });
  const names = ['ab', 'a-b', 'B'];
  await store.unitOfWork(async ({ requestLog }) => {
    for (const name of names) await requestLog.setTag(id, { name, value: '' });
  });
  expect((await store.requestLog.find(id))?.tags.map(({ name }) => name)).toEqual(['B', 'a-b', 'ab']);
}

describe('the settings of a PostgreSQL role change nothing', () => {
  test('whichever they are', async () => {
    const database = await migratedDatabase('pg');
    onTestFinished(() => database[Symbol.asyncDispose]());
    const name = new URL(database.url).pathname.slice(1);
    for (const [setting, value] of isThorough ? settings : settings.slice(0, 3)) {
      {
        // An earlier setting may refuse this very statement.
        await using raw = await openRawDatabase(database.url);
        await raw.query('BEGIN READ WRITE');
        await raw.query(`ALTER DATABASE ${name} RESET ALL`);
        await raw.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`);
        await raw.query('COMMIT');
      }
      await using store = await openStore(database.url);
      await store.requestLog.purge(1);
      await expectRoundTrip(store).catch((error: unknown) => {
        throw new Error(`${setting} = ${value}`, { cause: error });
      });
    }
  });

  test('a statement that takes longer than the role allows is Busy, and repeated until the limit', async () => {
    const database = await migratedDatabase('pg');
    onTestFinished(() => database[Symbol.asyncDispose]());
    await using raw = await openRawDatabase(database.url);
    await raw.query(
      `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET statement_timeout = '50ms'`,
    );
    await using store = await openStore(database.url, { busyTimeoutMs: 300 });
    await raw.query('SET statement_timeout = 0');
    await raw.query('BEGIN');
    await raw.query('LOCK TABLE teams IN ACCESS EXCLUSIVE MODE');
    await expect(store.teams.list()).rejects.toThrow(Busy);
    await raw.query('ROLLBACK');
    expect(await store.teams.list()).toEqual([]);
  });
});

const missing = poolerMissing();
test.skipIf(missing !== null)(
  `behind a pooler in transaction mode nothing of the store's sessions reaches others${missing === null ? '' : ` (${missing})`}`,
  async () => {
    const database = await migratedDatabase('pg');
    onTestFinished(() => database[Symbol.asyncDispose]());
    await using raw = await openRawDatabase(database.url);
    await raw.query(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET DateStyle = 'SQL, DMY'`);
    const pooler = await startPooler(database.url, 2);
    onTestFinished(() => pooler.stop());
    await using store = await openStore(pooler.url);
    await using other = await openRawDatabase(pooler.url);
    const settingsOf = (): Promise<readonly object[]> =>
      other.query(`SELECT current_setting('DateStyle') AS style, current_setting('lock_timeout') AS wait`);
    const before = await settingsOf();
    await Promise.all(Array.from({ length: 8 }, () => expectRoundTrip(store)));
    for (let count = 0; count < 5; count++) expect(await settingsOf()).toEqual(before);
    expect(before).toEqual([{ style: 'SQL, DMY', wait: '0' }]);
  },
);

atLength(() => {
  test('a standby is read, and writing to it is Unavailable', async () => {
    const primary = await startPostgres({ settings: { wal_level: 'replica' } });
    onTestFinished(() => primary.stop('immediate'));
    await migrateToHead(primary.url);
    const standby = await startStandby(primary);
    await using store = await openStore(standby.url);
    await expect(store.ping()).resolves.toBeUndefined();
    await expect(store.teams.create({ slug: 'x', name: 'x' })).rejects.toThrow(Unavailable);
  }, 60_000);
});
