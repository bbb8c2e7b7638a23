import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import type { LiveStoreName } from '../stores/live-store.ts';
import { runStarter } from './run-starter.ts';
import {
  historyOf,
  isThorough,
  slowly,
  type Steps,
  storeNames,
  storeOf,
  writeModule,
} from './startup-fixture.ts';

const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
const chain = (length: number, of: (number: number) => Steps[string]): Steps =>
  Object.fromEntries(Array.from({ length }, (_, index) => [`V${index + 1}__t${index + 1}`, of(index + 1)]));
vi.setConfig({ testTimeout: isThorough ? 120_000 : 30_000 });
const short: readonly LiveStoreName[] = ['pg', 'better-sqlite3'];

describe.each(isThorough ? storeNames : short)('%s', (name) => {
  test.each(isThorough ? (['SIGTERM', 'SIGINT'] as const) : (['SIGTERM'] as const))(
    '%s in the middle of a migration: it is rolled back, and the end says so',
    async (signal) => {
      const store = await storeOf(name);
      const module = writeModule({ ...v1, V2__slow: slowly(400), V3__c: 'CREATE TABLE c (id INTEGER);' });
      const starter = runStarter({ url: store.url, module });
      await starter.says('begins V2__slow');
      await sleep(300);
      starter.kill(signal);
      const killed = performance.now();
      const { exitCode, end } = await starter.ended;
      expect([exitCode, end?.code]).toEqual([130, 'INTERRUPTED']);
      expect(end?.message).toBe(
        `The start was stopped by ${signal}: V1__a applied, and stays; V2__slow rolled back; V3__c not begun`,
      );
      expect(end?.details).toMatchObject({
        signal,
        applied: ['V1__a'],
        rolledBack: 'V2__slow',
        notBegun: ['V3__c'],
      });
      expect(end?.handlers).toBe(0);
      expect(performance.now() - killed).toBeLessThan(15_000);
      expect(await historyOf(store)).toEqual(['V1__a']);
    },
  );
});

describe.each(isThorough ? storeNames : (['better-sqlite3'] as const))('%s', (name) => {
  test('starters that begin at once on an empty database: everything once, all succeed', async () => {
    const store = await storeOf(name);
    const count = isThorough ? 8 : 3;
    const steps = chain(12, (number) => `CREATE TABLE t${number} (id INTEGER);`);
    const module = writeModule({
      ...steps,
      V13__release: '-- lockstep: category=release\nCREATE TABLE r (id INTEGER);',
      DM001__data: '-- lockstep: after=V13\nINSERT INTO r VALUES (1);',
    });
    const starters = Array.from({ length: count }, () =>
      runStarter({ url: store.url, module, isGated: true }),
    );
    await Promise.all(starters.map((starter) => starter.says('ready')));
    for (const starter of starters) starter.begin();
    const ends = await Promise.all(starters.map(({ ended }) => ended));
    expect(ends.map(({ exitCode, end }) => [exitCode, end?.message])).toEqual(ends.map(() => [0, '']));
    // Who came when all was done has found nothing to do.
    for (const { end } of ends) expect(['installed', 'current']).toContain(end?.outcome);
    const all = [...Object.keys(steps), 'V13__release', 'DM001__data'];
    expect(ends.flatMap(({ end }) => end?.applied ?? []).toSorted()).toEqual(all.toSorted());
    expect(await store.read('SELECT count(*) FROM r')).toEqual(['1']);
  });
});

describe.each(isThorough ? storeNames : [])('%s', (name) => {
  test('kill -9 of the installing starter: the others end what it began', async () => {
    const store = await storeOf(name);
    const steps = chain(6, (number) => slowly(15, `t${number}`));
    const module = writeModule({
      ...steps,
      V7__release: '-- lockstep: category=release\nCREATE TABLE r (id INTEGER);',
    });
    const first = runStarter({ url: store.url, module });
    await first.says('begins V3');
    const others = [1, 2, 3].map(() => runStarter({ url: store.url, module }));
    await Promise.all(others.map((other) => other.says(/waits for|begins/)));
    first.kill('SIGKILL');
    const ends = await Promise.all(others.map(({ ended }) => ended));
    expect(ends.map(({ exitCode, end }) => [exitCode, end?.message])).toEqual(ends.map(() => [0, '']));
    const told = others
      .flatMap(({ lines }) => lines)
      .filter((line) => line.includes('applied meanwhile by starter'));
    expect(told.length).toBeGreaterThan(0);
    expect((await historyOf(store)).toSorted()).toEqual([...Object.keys(steps), 'V7__release'].toSorted());
  });
});
