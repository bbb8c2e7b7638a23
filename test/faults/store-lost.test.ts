import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/gateway/domain/store.ts';
import { type StoreError, Unavailable } from '../../src/gateway/domain/store-error.ts';
import { openStore } from '../../src/gateway/open-store.ts';
import { openRawDatabase } from '../gateway/stores/raw-database.ts';
import { migratedDatabase, migrateToHead } from '../gateway/stores/store-subjects.ts';
import { startProxy } from '../servers/proxy.ts';
import { type SqldServer, sqldMissing, startSqld } from '../servers/sqld.ts';
import { isThorough } from './fault-project.ts';

const failure = async (call: Promise<unknown>): Promise<StoreError> => {
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Unavailable);
  return error as StoreError;
};

async function expectThere(store: Store, ...slugs: readonly string[]): Promise<void> {
  expect((await store.teams.list()).map(({ slug }) => slug)).toEqual(slugs);
}

describe('a store whose PostgreSQL goes away', () => {
  async function behindProxy() {
    const database = await migratedDatabase('pg');
    onTestFinished(() => database[Symbol.asyncDispose]());
    const url = new URL(database.url);
    const proxy = await startProxy(Number(url.port));
    onTestFinished(() => proxy.close());
    url.port = String(proxy.port);
    const store = await openStore(url.href, { busyTimeoutMs: 2000 });
    onTestFinished(() => store.close());
    return { store, proxy, database };
  }
  const dropSessions = async (url: string): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    await client.end();
  };

  test('in the middle of a unit, while it waits and between two calls: nothing is kept, and the next call works', async () => {
    const { store, proxy, database } = await behindProxy();
    const cuts = [() => dropSessions(database.url), async () => proxy.cutAll()];
    for (const cut of cuts) {
      const unit = store.unitOfWork(async ({ teams }) => {
        await teams.create({ slug: 'lost', name: 'x' });
        await cut();
        await teams.create({ slug: 'lost-too', name: 'x' });
      });
      expect((await failure(unit)).message).toContain('teams.create');
      await expectThere(store);
      await cut();
      await new Promise((done) => setTimeout(done, 20));
      await expectThere(store);
    }
    await using holder = await openRawDatabase(database.url);
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE teams IN SHARE MODE');
    const waiting = failure(store.teams.create({ slug: 'lost', name: 'x' }));
    await new Promise((done) => setTimeout(done, 100));
    proxy.cutAll();
    await waiting;
    await holder.query('ROLLBACK');
    await store.teams.create({ slug: 'kept', name: 'x' });
    await expectThere(store, 'kept');
  });

  test('while it commits: it says that nobody knows, of a unit and of a single write', async () => {
    const { store, proxy } = await behindProxy();
    const create = (slug: string) => store.teams.create({ slug, name: 'x' });
    proxy.cutAt('COMMIT\0');
    expect((await failure(create('a'))).message).toBe(
      'teams.create: the connection was lost while it was committed; whether it was done is not known',
    );
    proxy.cutAt('COMMIT\0');
    const unit = store.unitOfWork(({ teams }) => teams.create({ slug: 'b', name: 'x' }));
    const error = await failure(unit);
    expect(error.message).toMatch(/^store\.unitOfWork: the connection was lost while it was committed/);
    expect([error.retryable, error.cause]).toEqual([false, expect.any(Error)]);
    await expectThere(store, 'a', 'b');
  });

  test('and does not come back: Unavailable within the limit, and it can be closed', async () => {
    const { store, proxy } = await behindProxy();
    await proxy.close();
    const began = performance.now();
    await failure(store.teams.list());
    await failure(store.unitOfWork(async ({ teams }) => teams.list()));
    await failure(store.ping());
    await store.close();
    expect(performance.now() - began).toBeLessThan(4000);
  });
});

const missing = sqldMissing();
describe.skipIf(missing !== null)(
  `a store whose sqld goes away${missing === null ? '' : ` (${missing})`}`,
  () => {
    test.each(isThorough ? (['url', 'wsUrl'] as const) : (['url'] as const))(
      'in the middle of a unit: nothing is kept, and the next call works once it is back (%s)',
      async (which) => {
        const server = (await startSqld()) as SqldServer;
        onTestFinished(() => server.kill());
        await migrateToHead(server.url);
        const store = await openStore(server[which], { busyTimeoutMs: 1000 });
        onTestFinished(() => store.close());
        await store.teams.create({ slug: 'kept', name: 'x' });
        const unit = store.unitOfWork(async ({ teams }) => {
          await teams.create({ slug: 'lost', name: 'x' });
          await server.kill();
          await teams.create({ slug: 'lost-too', name: 'x' });
        });
        await failure(unit);
        await failure(store.teams.list());
        await failure(store.teams.create({ slug: 'lost', name: 'x' }));
        const atCommit = store.unitOfWork(async ({ teams }) => teams.list());
        await failure(atCommit);
        await server.restart();
        await expectThere(store, 'kept');
        await store.unitOfWork(({ teams }) => teams.create({ slug: 'later', name: 'x' }));
        await expectThere(store, 'kept', 'later');
      },
    );
  },
);
