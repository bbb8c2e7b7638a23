import { expect, onTestFinished, test, vi } from 'vitest';
import type { LiveStore, LiveStoreName } from '../stores/live-store.ts';
import { type RunningStarter, runStarter } from './run-starter.ts';
import {
  historyOf,
  isThorough,
  moduleOf,
  readinessOf,
  slowly,
  startOn,
  type Steps,
  storeNames,
  storeOf,
  writeModule,
} from './startup-fixture.ts';

const v1: Steps = { V1__a: slowly(1, 'a') };
/** Asleep for long enough that whoever comes second sees V2 run, however busy the machine is. */
const second = { postgres: slowly(75, 'b').postgres, sqlite: slowly(isThorough ? 100 : 25, 'b').sqlite };
const steps: Steps = { ...v1, V2__b: second, V3__c: slowly(20, 'c') };
vi.setConfig({ testTimeout: isThorough ? 120_000 : 30_000 });
/** Every driver in the long run. */
const on = (...short: readonly LiveStoreName[]): readonly LiveStoreName[] =>
  isThorough ? storeNames : short;

/** A step is told just before its lock is taken, and the machine may be busy with something else in between. */
const untilLockedMs = isThorough ? 400 : 100;

/** Another process that starts on the store; it has begun V2, which takes a while. */
async function otherStarter(store: LiveStore): Promise<RunningStarter> {
  const other = runStarter({ url: store.url, module: writeModule(steps) });
  onTestFinished(() => other.kill('SIGKILL'));
  await other.says('begins V2__b');
  await new Promise((done) => setTimeout(done, untilLockedMs));
  return other;
}

test.each(on('pg'))(
  'a start waits for another one, and tells who it is and what was applied meanwhile: %s',
  async (name) => {
    const store = await storeOf(name);
    const other = await otherStarter(store);
    const { result, error, lines } = await startOn(store, await moduleOf(steps));
    expect([error, result?.outcome]).toEqual([null, 'installed']);
    expect(lines.join('\n')).toMatch(/: module app waits for .+, for \d+ ms/);
    // While it waits, not only when it is over.
    const told = new RegExp(`: applied meanwhile by starter ${other.pid}: V2__b$`);
    expect(lines.some((line) => told.test(line))).toBe(true);
    expect((await other.ended).end?.outcome).toBe('installed');
    expect(await historyOf(store)).toEqual(Object.keys(steps));
  },
);

test.each(on('better-sqlite3'))(
  'verify waits for a running install, and a check of readiness says that it runs: %s',
  async (name) => {
    const store = await storeOf(name);
    const module = await moduleOf(steps);
    const other = await otherStarter(store);
    const ready = await readinessOf(store, module);
    expect([ready.ready, ready.code, ready.exitCode]).toEqual([false, 'MANUAL_PENDING', 3]);
    expect(ready.reason).toMatch(/it is being installed up to V3__c; [12] steps? pending/);
    const { result, error, lines } = await startOn(store, module, { mode: 'verify' });
    expect([error, result?.outcome]).toEqual([null, 'installed']);
    expect(lines.join('\n')).toMatch(/waits for[^]*applied meanwhile by starter/);
    expect((await other.ended).end?.applied).toEqual(Object.keys(steps));
  },
);

test.each(on())(
  'verify waits for an upgrade whose lock is held, before a row tells of it: %s',
  async (name) => {
    const store = await storeOf(name);
    await startOn(store, await moduleOf(v1));
    const other = await otherStarter(store);
    const { result, error } = await startOn(store, await moduleOf(steps), { mode: 'verify' });
    expect([error, result?.outcome]).toEqual([null, 'migrated']);
    expect((await other.ended).end?.applied).toEqual(['V2__b', 'V3__c']);
  },
);

test.each(on('better-sqlite3'))(
  'an install that nobody goes on with: verify gives up after the limit, and the next start ends it: %s',
  async (name) => {
    const store = await storeOf(name);
    const stop = new AbortController();
    const module = await moduleOf({
      ...v1,
      V2__b: slowly(1, 'b'),
      V3__c: '-- lockstep: category=release\nCREATE TABLE c (id INTEGER);',
    });
    const stopped = await startOn(store, module, {
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'migration-applied' && event.migration === 'V2__b') stop.abort();
      },
    });
    expect(stopped.error?.message).toBe(
      'The start was stopped: V1__a, V2__b applied, and stay; V3__c not begun',
    );
    const { error } = await startOn(store, module, { mode: 'verify', lockTimeoutMs: 400 });
    expect([error?.code, error?.details['installing']]).toEqual(['MANUAL_PENDING', 'V3__c']);
    expect(error?.message).toMatch(/installed up to V3__c; 1 step pending.*nothing has changed for 0\.4 s/);
    expect(error?.hint).toBe('Run: lockstep migrate');
    expect(await historyOf(store)).toEqual(['V1__a', 'V2__b']);
    // A release that does not know the install's target applies nothing, whatever it would tolerate.
    const older = await moduleOf({ ...v1, V2__b: slowly(1, 'b') });
    for (const mode of ['auto', 'verify'] as const) {
      const refused = await startOn(store, older, { mode, onNewer: 'warn' });
      expect([refused.error?.code, refused.error?.exitCode]).toEqual(['DATABASE_NEWER', 4]);
    }
    expect((await startOn(store, module)).result?.outcome).toBe('installed');
    expect(await historyOf(store)).toEqual(['V1__a', 'V2__b', 'V3__c']);
  },
);

test('another writer that makes no progress is waited for no longer than the limit', async () => {
  const store = await storeOf('better-sqlite3');
  await startOn(store, await moduleOf(v1));
  const { default: Database } = await import('better-sqlite3');
  const other = new Database(store.url.replace('sqlite:', ''));
  other.exec('BEGIN IMMEDIATE');
  const started = performance.now();
  const { error, lines } = await startOn(store, await moduleOf(steps), { lockTimeoutMs: 500 });
  expect([error?.code, error?.exitCode]).toEqual(['LOCK_TIMEOUT', 5]);
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(lines.join('\n')).toContain('module app waits for another process');
  // Somebody who holds the lock may be at work: verify waits as long, and then says what is pending.
  const verified = await startOn(store, await moduleOf(steps), { mode: 'verify', lockTimeoutMs: 300 });
  expect([verified.error?.code, verified.error?.exitCode]).toEqual(['MANUAL_PENDING', 3]);
  expect(verified.error?.message).toMatch(/waited for another process, and nothing has changed for 0\.3 s$/);
  other.exec('ROLLBACK');
  other.close();
});
