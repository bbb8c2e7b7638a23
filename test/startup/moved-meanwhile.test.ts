import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { EventListener } from '../../src/index.ts';
import type { LiveStore } from '../stores/live-store.ts';
import { historyOf, moduleOf, startOn, type Steps, storeOf } from './startup-fixture.ts';

// What was judged without the lock is decided again under it: here another process is quicker by a moment.

const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
const v2: Steps = { V2__b: 'CREATE TABLE b (id INTEGER PRIMARY KEY);' };

/** Changes the file when the start is about to apply this migration. */
function justBefore(store: LiveStore, migration: string, sql: string): EventListener {
  let isDone = false;
  return (event) => {
    if (isDone || event.type !== 'migration-started' || event.migration !== migration) return;
    isDone = true;
    const database = new Database(store.url.replace('sqlite:', ''));
    database.exec(sql);
    database.close();
  };
}

const rowOf = (name: string, checksum: string): string =>
  `INSERT INTO schema_migrations (migration_name, category, checksum, applied_at, applied_by, duration_ms)
   VALUES ('${name}', 'startup', '${checksum}', '2026-01-01T00:00:00.000Z', 'a later release', 1);`;

test('an install that an older release has ended leaves gates: a data step blocks what is left', async () => {
  const store = await storeOf('better-sqlite3');
  const data: Steps = { DM001__fill: '-- lockstep: after=V2\nINSERT INTO b VALUES (1);' };
  const module = await moduleOf({ ...v1, ...v2, ...data });
  const onEvent = justBefore(store, 'V2__b', `DELETE FROM schema_migrations_state WHERE key = 'install'`);
  const { error } = await startOn(store, module, { onEvent });
  expect([error?.code, error?.hint]).toEqual(['MANUAL_PENDING', 'Run: lockstep migrate --category data']);
  expect(error?.message).toMatch(/DM001__fill \(data\)/);
  expect(await historyOf(store)).toEqual(['V1__a']);
});

test.each(['refuse', 'warn'] as const)(
  'a later release went ahead: onNewer %s is asked again',
  async (onNewer) => {
    const store = await storeOf('better-sqlite3');
    await startOn(store, await moduleOf(v1));
    const module = await moduleOf({ ...v1, ...v2 });
    const checksum = module.chain[1]?.scripts.sqlite?.checksum ?? '';
    const ahead = `CREATE TABLE b (id INTEGER); ${rowOf('V2__b', checksum)} ${rowOf('V3__c', 'sha256:0')}`;
    const { result, error, lines } = await startOn(store, module, {
      onNewer,
      onEvent: justBefore(store, 'V2__b', ahead),
    });
    expect([result?.outcome, error?.code]).toEqual(
      onNewer === 'warn' ? ['newer', undefined] : [undefined, 'DATABASE_NEWER'],
    );
    if (onNewer === 'warn')
      expect(lines.join('\n')).toContain('applied meanwhile by a later release: V2__b, V3__c');
  },
);
