import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findFreePort } from '../../src/drivers/embedded/postmaster.ts';
import { openDatabase } from '../../src/index.ts';
import { type Proxy, startProxy } from '../servers/proxy.ts';
import type { LiveStore } from '../stores/live-store.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { isThorough, moduleOf, readinessOf, startOn, type Steps, storeOf } from './startup-fixture.ts';

const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
/** A port of loopback where nobody listens. */
const port = await findFreePort();
const nobody = {
  pg: `postgres://app:secret@127.0.0.1:${port}/app`,
  'libsql server': `http://127.0.0.1:${port}?authToken=secret`,
};

describe.each(Object.entries(nobody))('%s', (_name, url) => {
  test('a server that is not up is tried again with growing pauses, visibly, and unreachable afterwards', async () => {
    const module = await moduleOf(v1);
    // With it the driver is loaded, which takes its time on a busy machine.
    const ready = await readinessOf({ url }, module);
    expect(ready).toMatchObject({ ready: false, code: 'DATABASE_UNREACHABLE', exitCode: 6, report: null });
    expect(JSON.stringify(ready)).not.toContain('secret');
    const started = performance.now();
    const waits: number[] = [];
    const { error, lines } = await startOn({ url }, module, {
      waitMs: 1_500,
      onEvent: (event) => {
        if (event.type === 'database-waiting') waits.push(performance.now() - started);
      },
    });
    expect([error?.code, error?.exitCode]).toEqual(['DATABASE_UNREACHABLE', 6]);
    expect(performance.now() - started).toBeGreaterThan(1_490);
    expect(waits.length).toBeGreaterThanOrEqual(3);
    expect(waits[2]! - waits[1]!).toBeGreaterThan(waits[1]! - waits[0]!);
    expect(lines[0]).toMatch(/not reachable, trying again \(attempt 1\): .*ECONNREFUSED/);
    expect(JSON.stringify([lines, error])).not.toContain('secret');
  });
});

test('a server that comes up in time is used', async () => {
  const store = await storeOf('pg');
  const { url, proxy } = await behindProxy(store);
  proxy.lose('answer', 1);
  const { result, lines } = await startOn({ url }, await moduleOf(v1), { waitMs: 10_000 });
  expect(result?.outcome).toBe('installed');
  expect(lines[0]).toContain('not reachable, trying again');
});

test('a wrong password, a missing database and a file that is none are told at once', async () => {
  const store = await storeOf('pg');
  const url = new URL(store.url);
  url.pathname = '/nowhere';
  const file = join(tempFolder(), 'no.db');
  writeFileSync(file, 'no database at all, and long enough to be read as one'.repeat(20));
  const module = await moduleOf(v1);
  for (const wrong of [url.href, `sqlite:${file}`, `file:${file}`, `sqlite:${tempFolder()}`]) {
    const started = performance.now();
    const { error, lines } = await startOn({ url: wrong }, module, { waitMs: 20_000 });
    expect([error?.code, lines], wrong).toEqual(['DATABASE_UNREACHABLE', []]);
    expect(performance.now() - started).toBeLessThan(5_000);
  }
});

test('off looks at nothing: an address that nobody answers is no matter', async () => {
  const module = await moduleOf(v1);
  const file = join(tempFolder(), 'off.db');
  for (const url of [nobody.pg, `sqlite:${file}`, 'no address']) {
    const { result } = await startOn({ url }, module, { mode: 'off' });
    expect(result).toEqual({ outcome: 'skipped', report: null });
  }
  expect(existsSync(file)).toBe(false);
});

/** The store behind a proxy. */
async function behindProxy(store: LiveStore): Promise<{ readonly url: string; readonly proxy: Proxy }> {
  const url = new URL(store.url);
  const proxy = await startProxy(Number(url.port));
  onTestFinished(() => proxy.close());
  url.port = String(proxy.port);
  return { url: url.href, proxy };
}

test('a check of readiness on an open database opens a connection again that has died', async () => {
  const store = await storeOf('pg');
  const module = await moduleOf(v1);
  await startOn(store, module);
  const { url, proxy } = await behindProxy(store);
  await using database = await openDatabase(url);
  expect((await readinessOf(store, module, { database })).ready).toBe(true);
  proxy.lose('request', 1);
  expect(await readinessOf(store, module, { database })).toMatchObject({ ready: true, code: 'OK' });
  await proxy.close();
  for (const _ of [1, 2])
    expect(await readinessOf(store, module, { database })).toMatchObject({
      ready: false,
      code: 'DATABASE_UNREACHABLE',
      exitCode: 6,
    });
});

// The first is a reading, the second a look at the lock.
test.each(isThorough ? [1, 2] : [1])(
  'a connection that is lost in a wait for others is opened again: at request %d',
  async (request) => {
    const store = await storeOf('pg');
    const module = await moduleOf({ ...v1, V2__b: 'CREATE TABLE b (id INTEGER);' });
    const stop = new AbortController();
    await startOn(store, module, {
      signal: stop.signal,
      onEvent: ({ type }) => type === 'migration-applied' && stop.abort(),
    });
    const { url, proxy } = await behindProxy(store);
    let looks = 0;
    let other: Promise<unknown> = Promise.resolve();
    const verifying = startOn({ url }, module, {
      mode: 'verify',
      onEvent: ({ type }) => {
        if (type !== 'lock-waiting') return;
        looks++;
        if (looks === 1) proxy.lose('request', request);
        if (looks === 2) other = startOn(store, module);
      },
    });
    expect((await verifying).result?.outcome).toBe('installed');
    await other;
  },
);
