import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { findFreePort } from '../../src/drivers/embedded/postmaster.ts';
import { historyOf, moduleOf, startOn, type Steps, storeOf } from './startup-fixture.ts';

const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
const v2: Steps = { V2__b: 'CREATE TABLE b (id INTEGER PRIMARY KEY);' };
const handlers = (): number => process.listenerCount('SIGTERM') + process.listenerCount('SIGINT');

test('an abort before anything: nothing was written', async () => {
  const store = await storeOf('better-sqlite3');
  const { error } = await startOn(store, await moduleOf(v1), { signal: AbortSignal.abort() });
  expect([error?.code, error?.exitCode]).toEqual(['INTERRUPTED', 130]);
  expect(error?.message).toBe('The start was stopped: nothing was written');
  await expect(historyOf(store)).rejects.toThrow(/schema_migrations/);
});

test('an abort while the server is waited for', async () => {
  const url = `postgres://app@127.0.0.1:${await findFreePort()}/app`;
  const started = performance.now();
  const signal = AbortSignal.timeout(300);
  const { error } = await startOn({ url }, await moduleOf(v1), { signal, waitMs: 60_000 });
  expect([error?.code, error?.message]).toEqual([
    'INTERRUPTED',
    'The start was stopped: nothing was written',
  ]);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('an abort while another one has the lock: the migration that waits was not begun', async () => {
  const store = await storeOf('better-sqlite3');
  await startOn(store, await moduleOf(v1));
  const other = new Database(store.url.replace('sqlite:', ''));
  other.exec('BEGIN IMMEDIATE');
  for (const mode of ['auto', 'verify'] as const) {
    const stop = new AbortController();
    const { error } = await startOn(store, await moduleOf({ ...v1, ...v2 }), {
      mode,
      signal: stop.signal,
      onEvent: ({ type }) => type === 'lock-waiting' && stop.abort(),
    });
    expect(error?.code).toBe('INTERRUPTED');
    const what = mode === 'auto' ? 'V2__b not begun' : 'nothing was written';
    expect(error?.message).toBe(`The start was stopped: ${what}`);
  }
  other.close();
});

test('an abort when the last migration is applied: all of it stays, and the start does not go on', async () => {
  const store = await storeOf('better-sqlite3');
  const stop = new AbortController();
  const { error } = await startOn(store, await moduleOf({ ...v1, ...v2 }), {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type === 'migration-applied' && event.migration === 'V2__b') stop.abort();
    },
  });
  expect(error?.message).toBe('The start was stopped: V1__a, V2__b applied, and stay');
  expect(error?.report?.pendingCount).toBe(0);
  expect(await historyOf(store)).toEqual(['V1__a', 'V2__b']);
});

test('a step outside a transaction stops between its statements, and the next start goes on there', async () => {
  const store = await storeOf('pg');
  const slow = `-- lockstep: transaction=none\n${'SELECT pg_sleep(0.1);\n'.repeat(8)}`;
  const module = await moduleOf({ ...v1, V2__slow: { postgres: slow, sqlite: 'SELECT 1;' } });
  const stop = new AbortController();
  const { error, lines } = await startOn(store, module, {
    signal: stop.signal,
    onEvent: ({ type }) => type === 'statement-done' && stop.abort(),
  });
  expect(error?.message).toBe(
    'The start was stopped: V1__a applied, and stays; V2__slow stopped between its statements (the next start goes on there)',
  );
  expect(lines.some((line) => line.endsWith('V2__slow, statement 1 of 8 done'))).toBe(true);
  const again = await startOn(store, module);
  expect([again.error, again.result?.outcome]).toEqual([null, 'installed']);
  expect(again.lines.filter((line) => line.includes('of 8 done')).length).toBeLessThan(8);
});

test('the handlers of a start are there while it runs, and only where they are wanted', async () => {
  const store = await storeOf('better-sqlite3');
  const before = handlers();
  for (const [stopOnSignals, during] of [
    [true, before + 2],
    [false, before],
  ] as const) {
    const seen = new Set<number>();
    await startOn(store, await moduleOf(v1), { stopOnSignals, onEvent: () => void seen.add(handlers()) });
    expect([...seen]).toEqual([during]);
    expect(handlers()).toBe(before);
  }
  expect((await startOn(store, await moduleOf({ V1__other: 'SELECT 1;' }))).error?.code).toBe(
    'UNKNOWN_VERSION',
  );
  expect(handlers()).toBe(before);
});

test('a listener that throws ends the start after the step in hand; a log that throws ends nothing', async () => {
  const store = await storeOf('better-sqlite3');
  const boom = (): never => {
    throw new Error('boom');
  };
  const log = { info: boom, warn: boom };
  const run = startOn(store, await moduleOf({ ...v1, ...v2 }), {
    log,
    onEvent: ({ type }) => (type === 'migration-applied' ? boom() : undefined),
  });
  await expect(run).rejects.toThrow('boom');
  expect(await historyOf(store)).toEqual(['V1__a']);
  expect((await startOn(store, await moduleOf({ ...v1, ...v2 }), { log })).result?.outcome).toBe('installed');
});
