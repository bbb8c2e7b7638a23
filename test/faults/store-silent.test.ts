import { describe, expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/gateway/domain/store.ts';
import { type StoreError, Unavailable } from '../../src/gateway/domain/store-error.ts';
import { type OpenStoreOptions, openStore } from '../../src/gateway/open-store.ts';
import { openRawDatabase } from '../gateway/stores/raw-database.ts';
import { migratedDatabase, migrateToHead } from '../gateway/stores/store-subjects.ts';
import { type Proxy, startProxy } from '../servers/proxy.ts';
import { type SqldServer, sqldMissing, startSqld } from '../servers/sqld.ts';
import { eventually, isThorough } from './fault-project.ts';

const answerMs = 1000;
/** The limit, and what a busy machine adds to it. */
const soonMs = 6000;

async function failure(call: Promise<unknown>): Promise<StoreError> {
  const began = performance.now();
  const error: unknown = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Unavailable);
  expect(performance.now() - began).toBeLessThan(soonMs);
  return error as StoreError;
}

async function storeBehind(target: string, options: OpenStoreOptions = {}) {
  const url = new URL(target);
  const proxy = await startProxy(Number(url.port));
  onTestFinished(() => proxy.close());
  url.port = String(proxy.port);
  const store = await openStore(url.href, { busyTimeoutMs: 2000, callTimeoutMs: answerMs, ...options });
  onTestFinished(() => store.close({ limitMs: 100 }));
  return { store, proxy };
}

async function behindProxy(options: OpenStoreOptions = {}) {
  const database = await migratedDatabase('pg');
  onTestFinished(() => database[Symbol.asyncDispose]());
  return { ...(await storeBehind(database.url, options)), database };
}

/** Nothing of a connection that was silent may come back with a later answer. */
async function expectRecovery(store: Store, proxy: Proxy, ...slugs: readonly string[]): Promise<void> {
  proxy.thaw();
  expect((await store.teams.list()).map(({ slug }) => slug)).toEqual(slugs);
}

describe('a store whose PostgreSQL takes connections and says nothing', () => {
  test('a read, a write and a ping are Unavailable in time, and the next call works', async () => {
    const { store, proxy } = await behindProxy();
    await store.teams.create({ slug: 'kept', name: 'x' });
    proxy.freeze();
    const write = store.teams.create({ slug: 'lost', name: 'x' });
    await Promise.all([store.teams.list(), write, store.ping()].map(failure));
    await expectRecovery(store, proxy, 'kept');
  });

  test('in the middle of a unit, and while it commits: then it says that nobody knows', async () => {
    const { store, proxy } = await behindProxy();
    const frozen = Promise.withResolvers<void>();
    const unit = store.unitOfWork(async ({ teams }) => {
      await teams.create({ slug: 'lost', name: 'x' });
      await frozen.promise;
      await teams.create({ slug: 'lost-too', name: 'x' });
    });
    const committed = store.unitOfWork(async ({ teams }) => {
      await teams.create({ slug: 'lost-as-well', name: 'x' });
      proxy.freeze();
      frozen.resolve();
    });
    const [inside, atCommit] = await Promise.all([failure(unit), failure(committed)]);
    expect(inside.message).toContain('teams.create');
    expect(atCommit.message).toMatch(/whether it was done is not known$/);
    await expectRecovery(store, proxy);
  });

  test('a read behind a change of the schema waits no longer than that', async () => {
    const { store, database } = await behindProxy();
    await using holder = await openRawDatabase(database.url);
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE teams IN ACCESS EXCLUSIVE MODE');
    await failure(store.teams.list());
    await holder.query('ROLLBACK');
    expect(await store.teams.list()).toEqual([]);
  });

  test('close() waits for what is under way up to its limit: then that is Unavailable', async () => {
    const { store, proxy } = await behindProxy({ callTimeoutMs: 60_000, busyTimeoutMs: 60_000 });
    proxy.freeze();
    const read = failure(store.teams.list());
    const unit = failure(store.unitOfWork(({ teams }) => teams.list()));
    const endless = failure(store.unitOfWork(() => new Promise(() => undefined)));
    const began = performance.now();
    await store.close({ limitMs: answerMs });
    expect(performance.now() - began).toBeLessThan(soonMs);
    expect((await read).message).toBe('teams.list: the store was closed before it was done');
    await Promise.all([unit, endless]);
    await failure(store.ping());
  });
});

const isDone = (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => true,
    () => false,
  );

/** Over HTTP nobody can tell Node's fetch to forget the connections that it has opened to the silent server in the meantime. */
async function expectReturn(store: Store, proxy: Proxy, ...slugs: readonly string[]): Promise<void> {
  proxy.thaw();
  await eventually(() => isDone(store.teams.list()));
  await expectRecovery(store, proxy, ...slugs);
}

const missing = sqldMissing();
describe.skipIf(missing !== null)(
  `a store whose sqld takes connections and says nothing${missing === null ? '' : ` (${missing})`}`,
  () => {
    test.each(isThorough ? (['url', 'wsUrl'] as const) : (['url'] as const))(
      'calls, units, a commit and close() end in time, and the next call works (%s)',
      async (which) => {
        const server = (await startSqld()) as SqldServer;
        onTestFinished(() => server.kill());
        await migrateToHead(server.url);
        const { store, proxy } = await storeBehind(server[which]);
        await store.teams.create({ slug: 'kept', name: 'x' });
        proxy.freeze();
        await Promise.all([failure(store.teams.list()), failure(store.ping())]);
        await failure(store.teams.create({ slug: 'lost', name: 'x' }));
        await expectReturn(store, proxy, 'kept');

        const unit = store.unitOfWork(async ({ teams }) => {
          await teams.create({ slug: 'lost', name: 'x' });
          proxy.freeze();
          await teams.create({ slug: 'lost-too', name: 'x' });
        });
        expect((await failure(unit)).message).toContain('teams.create');
        await expectReturn(store, proxy, 'kept');

        const hurried = await storeBehind(server[which], { busyTimeoutMs: 300, callTimeoutMs: 60_000 });
        hurried.proxy.freeze();
        const write = failure(hurried.store.teams.create({ slug: 'lost', name: 'x' }));
        const read = failure(hurried.store.teams.list());
        expect((await write).message).toContain('teams.create');
        await hurried.store.close({ limitMs: 100 });
        expect((await read).message).toBe('teams.list: the store was closed before it was done');

        // The server notices after a while that nobody goes on with the unit that was lost.
        await eventually(() => isDone(store.teams.create({ slug: 'later', name: 'x' })));
        const committed = store.unitOfWork(async ({ teams }) => {
          await teams.create({ slug: 'perhaps', name: 'x' });
          proxy.freeze();
        });
        expect((await failure(committed)).message).toMatch(/whether it was done is not known$/);
      },
    );
  },
);
