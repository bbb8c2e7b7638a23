import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  historyOf,
  moduleOf,
  readinessOf,
  startOn,
  type Steps,
  storeNames,
  storeOf,
} from './startup-fixture.ts';

const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
const v2: Steps = { V2__b: 'CREATE TABLE b (id INTEGER PRIMARY KEY);' };
const seed: Steps = { S001__rows: '-- lockstep: after=V1\nINSERT INTO a VALUES (1);' };
const release: Steps = { V3__c: '-- lockstep: category=release\nCREATE TABLE c (id INTEGER);' };
const v4: Steps = { V4__d: 'CREATE TABLE d (id INTEGER);' };
const data: Steps = { DM001__fill: '-- lockstep: after=V1\nUPDATE a SET id = 2 WHERE id = 1;' };

describe.each(storeNames)('%s', (name) => {
  test('an empty database is installed, every category of it; the next start finds nothing to do', async () => {
    const store = await storeOf(name);
    const module = await moduleOf({ ...v1, ...v2, ...seed, ...data, ...release, ...v4 });
    const first = await startOn(store, module);
    expect([first.error, first.result?.outcome]).toEqual([null, 'installed']);
    const all = ['V1__a', 'S001__rows', 'DM001__fill', 'V2__b', 'V3__c', 'V4__d'];
    expect((await historyOf(store)).toSorted()).toEqual(all.toSorted());
    expect(first.lines.filter((line) => line.includes(' applied in '))).toHaveLength(6);
    const second = await startOn(store, module);
    expect([second.error, second.result?.outcome, second.result?.report?.pendingCount]).toEqual([
      null,
      'current',
      0,
    ]);
    expect(await readinessOf(store, module)).toMatchObject({ ready: true, code: 'OK', exitCode: 0 });
  });

  test('later only startup and seed are applied', async () => {
    const store = await storeOf(name);
    await startOn(store, await moduleOf(v1));
    const started = await startOn(store, await moduleOf({ ...v1, ...v2, ...seed }));
    expect([started.error, started.result?.outcome]).toEqual([null, 'migrated']);
    expect(await historyOf(store)).toEqual(['V1__a', 'S001__rows', 'V2__b']);
  });

  test('a pending release or data step blocks the start, and nothing of the same plan is written', async () => {
    const store = await storeOf(name);
    await startOn(store, await moduleOf(v1));
    const module = await moduleOf({ ...v1, ...v2, ...seed, ...data, ...release, ...v4 });
    const { error } = await startOn(store, module);
    expect([error?.code, error?.exitCode]).toEqual(['MANUAL_PENDING', 3]);
    expect(error?.message).toMatch(
      /: 3 steps wait for an operator, nothing was written: DM001__fill \(data\), V3__c \(release, holds V4\)$/,
    );
    expect(error?.hint).toBe('Run: lockstep migrate --category release,data');
    expect(error?.details['steps']).toMatchObject([
      { migration: 'DM001__fill', category: 'data', holds: [] },
      { migration: 'V3__c', category: 'release', holds: ['V4'] },
      { migration: 'V4__d', category: 'startup', heldBy: 'V3' },
    ]);
    expect(await historyOf(store)).toEqual(['V1__a']);
    const told = await startOn(store, module, { command: 'gateway migrate --apply' });
    expect(told.error?.hint).toBe('Run: gateway migrate --apply');
  });

  test('verify writes nothing: anything pending is MANUAL_PENDING, and a check of readiness says the same', async () => {
    const store = await storeOf(name);
    const module = await moduleOf(v1);
    const { error } = await startOn(store, module, { mode: 'verify' });
    expect([error?.code, error?.exitCode, error?.hint]).toEqual([
      'MANUAL_PENDING',
      3,
      'Run: lockstep migrate',
    ]);
    const ready = await readinessOf(store, module);
    expect([ready.ready, ready.code, ready.exitCode, ready.reason]).toEqual([
      false,
      'MANUAL_PENDING',
      3,
      error?.message,
    ]);
    if (/^(sqlite|file):/.test(store.url)) expect(existsSync(store.url.replace(/^\w+:/, ''))).toBe(false);
    else await expect(historyOf(store)).rejects.toThrow(/schema_migrations/);

    await startOn(store, module);
    expect((await startOn(store, module, { mode: 'verify' })).result?.outcome).toBe('current');
    const later = await moduleOf({ ...v1, ...v2 });
    expect((await startOn(store, later, { mode: 'verify' })).error?.message).toMatch(
      /1 step pending.*V2__b \(startup\)/,
    );
    expect(await historyOf(store)).toEqual(['V1__a']);
  });

  test('a database beyond the files is refused, or served with a warning', async () => {
    const store = await storeOf(name);
    await startOn(store, await moduleOf({ ...v1, ...v2 }));
    const module = await moduleOf(v1);
    for (const mode of ['auto', 'verify'] as const) {
      const { error } = await startOn(store, module, { mode });
      expect([error?.code, error?.exitCode]).toEqual(['DATABASE_NEWER', 4]);
      const warned = await startOn(store, module, { mode, onNewer: 'warn' });
      expect([warned.error, warned.result?.outcome]).toEqual([null, 'newer']);
      expect(warned.lines.at(-1)).toMatch(/the history has V2__b, beyond the files.*onNewer/);
    }
    expect(await readinessOf(store, module)).toMatchObject({
      ready: false,
      code: 'DATABASE_NEWER',
      exitCode: 4,
    });
    const warned = await readinessOf(store, module, { onNewer: 'warn' });
    expect(warned).toMatchObject({ ready: true, code: 'DATABASE_NEWER', exitCode: 0 });
  });

  test('several modules: all are judged before the first is written', async () => {
    const store = await storeOf(name);
    const history = { history: 'other_migrations' };
    const other = (steps: Steps) => moduleOf(steps, 'other', { ...history, schema: 'other' });
    const rows = { V1__z: 'CREATE TABLE z (id INTEGER);' };
    const first = await startOn(store, [await moduleOf(v1), await other(rows)]);
    expect([first.error, first.result?.outcome]).toEqual([null, 'installed']);
    const blocked = await startOn(store, [
      await moduleOf({ ...v1, ...v2 }),
      await other({ ...rows, V2__y: '-- lockstep: category=release\nCREATE TABLE y (id INTEGER);' }),
    ]);
    expect(blocked.error?.code).toBe('MANUAL_PENDING');
    expect(await historyOf(store)).toEqual(['V1__a']);
  });
});
