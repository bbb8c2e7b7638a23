import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { type ErrorCode, type EventListener, LockstepError } from '../../src/index.ts';
import type { LiveStore } from '../stores/live-store.ts';
import { historyOf, moduleOf, readinessOf, startOn, type Steps, storeOf } from './startup-fixture.ts';

const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
const v2: Steps = { V2__b: 'CREATE TABLE b (id INTEGER PRIMARY KEY);' };
const v3: Steps = { V3__c: 'CREATE TABLE c (id INTEGER PRIMARY KEY);' };

interface Refusal {
  readonly code: ErrorCode;
  /** What is installed, and what is done to it behind Lockstep's back. */
  readonly installed: Steps;
  readonly meddle?: string;
  readonly files: Steps;
  readonly baseline?: { readonly version: number; readonly policy: 'reset' };
}

const foreign =
  'DROP TABLE schema_migrations; CREATE TABLE schema_migrations (version INTEGER, dirty INTEGER);';
const rename = `UPDATE schema_migrations SET migration_name = 'V2__other' WHERE migration_name = 'V2__b';`;

const refusals: readonly Refusal[] = [
  { code: 'HISTORY_FOREIGN', installed: v1, meddle: foreign, files: v1 },
  { code: 'RESET_REQUIRED', installed: v1, files: v2, baseline: { version: 2, policy: 'reset' } },
  {
    code: 'BASELINE_REQUIRED',
    installed: v1,
    meddle: 'DROP TABLE schema_migrations; DROP TABLE schema_migrations_state;',
    files: v1,
  },
  { code: 'DATABASE_NEWER', installed: { ...v1, ...v2 }, files: v1 },
  { code: 'UNKNOWN_VERSION', installed: { ...v1, ...v2 }, meddle: rename, files: { ...v1, ...v2 } },
  { code: 'MISSING_FILE', installed: { ...v1, ...v2, ...v3 }, files: { ...v1, ...v3 } },
  { code: 'CHECKSUM_MISMATCH', installed: v1, files: { V1__a: 'CREATE TABLE a (id BIGINT PRIMARY KEY);' } },
  { code: 'OUT_OF_ORDER', installed: { ...v1, ...v3 }, files: { ...v1, ...v2, ...v3 } },
];

describe.each(['better-sqlite3', 'pg'] as const)('%s', (name) => {
  test.each(refusals.filter(({ code }) => name !== 'pg' || code === 'CHECKSUM_MISMATCH'))(
    '$code: refused by auto, verify and readiness alike, beside whatever else is pending',
    async ({ code, installed, meddle, files, baseline }) => {
      const store = await storeOf(name);
      await startOn(store, await moduleOf(installed));
      if (meddle !== undefined) await store.run(meddle);
      const before = await tablesOf(store);
      const more: Steps = { V9__next: 'CREATE TABLE next (id INTEGER);' };
      const isNewer = code === 'DATABASE_NEWER';
      const module = await moduleOf(
        { ...files, ...(isNewer ? {} : more) },
        'app',
        baseline === undefined ? {} : { baseline },
      );
      const auto = await startOn(store, module);
      const verify = await startOn(store, module, { mode: 'verify' });
      const ready = await readinessOf(store, module);
      expect([auto.error?.code, verify.error?.code, ready.code]).toEqual([code, code, code]);
      expect([auto.error?.exitCode, verify.error?.exitCode, ready.exitCode]).toEqual([4, 4, 4]);
      expect(auto.error?.message).toBe(ready.reason);
      expect(ready.problem?.details).toMatchObject({ module: 'app' });
      expect(await tablesOf(store)).toEqual(before);
    },
  );
});

describe('onNewer: warn', () => {
  const newer: Steps = { ...v1, ...v2, ...v3 };
  const data: Steps = { DM001__fill: '-- lockstep: after=V1\nUPDATE a SET id = 2;' };

  test('serves only what holds all of the files, unchanged', async () => {
    const store = await storeOf('better-sqlite3');
    await startOn(store, await moduleOf(newer));
    const served = await startOn(store, await moduleOf({ ...v1, ...v2 }), { onNewer: 'warn' });
    expect(served.result?.outcome).toBe('newer');
    const edited = await moduleOf({ ...v1, V2__b: 'CREATE TABLE b (id BIGINT PRIMARY KEY);' });
    expect((await startOn(store, edited, { onNewer: 'warn' })).error?.code).toBe('CHECKSUM_MISMATCH');
    const lacking = await startOn(store, await moduleOf({ ...v1, ...v2, ...data }), { onNewer: 'warn' });
    expect(lacking.error?.code).toBe('DATABASE_NEWER');
    expect(lacking.error?.message).toMatch(/, and it lacks DM001__fill of those files$/);
    expect(await historyOf(store)).toEqual(Object.keys(newer));
  });

  test('one module is beyond its files, another one is brought up to its own', async () => {
    const store = await storeOf('better-sqlite3');
    const other = (steps: Steps) => moduleOf(steps, 'other', { history: 'other_migrations' });
    const [x, y]: readonly Steps[] = [{ V1__x: 'CREATE TABLE x (id INTEGER);' }, { V2__y: 'SELECT 1;' }];
    await startOn(store, [await moduleOf({ ...v1, ...v2 }), await other(x ?? {})]);
    const modules = [await moduleOf(v1), await other({ ...x, ...y })];
    expect((await startOn(store, modules)).error?.code).toBe('DATABASE_NEWER');
    expect((await startOn(store, modules, { onNewer: 'warn' })).result?.outcome).toBe('newer');
    expect(await historyOf(store, 'other_migrations')).toEqual(['V1__x', 'V2__y']);
  });
});

test('what an operator runs names the categories, and no more than what waits', async () => {
  const store = await storeOf('better-sqlite3');
  const release = (text: string): string => `-- lockstep: category=release\n${text}`;
  const other = (steps: Steps) => moduleOf(steps, 'other', { history: 'other_migrations' });
  await startOn(store, await moduleOf(v1));
  const app = await moduleOf({ ...v1, ...v2, V3__c: release('CREATE TABLE c (id INTEGER);') });
  const command = async (modules: Parameters<typeof startOn>[1], mode: 'auto' | 'verify') =>
    (await startOn(store, modules, { mode })).error?.details['command'];
  expect(await command(app, 'auto')).toBe('lockstep migrate --category release');
  expect(await command(app, 'verify')).toBe('lockstep migrate --category startup,release');
  expect(await command(await moduleOf({ ...v1, ...v2 }), 'verify')).toBe('lockstep migrate');
  // A category named on an empty database would close the gates of the others.
  const empty = await other({ V1__x: release('CREATE TABLE x (id INTEGER);') });
  expect(await command([app, empty], 'verify')).toBe(
    'lockstep migrate --module app --category startup,release && lockstep migrate --module other',
  );
  expect(await command([app, empty], 'auto')).toBe('lockstep migrate --module app --category release');
  expect(await historyOf(store)).toEqual(['V1__a']);
});

test('a module that does not exist on the engine is left out', async () => {
  const store = await storeOf('better-sqlite3');
  const absent = await moduleOf({ V1__p: 'CREATE TABLE p (id INTEGER);' }, 'absent', {
    migrations: { postgres: 'postgres', sqlite: null },
    history: 'absent_migrations',
  });
  const { result } = await startOn(store, [absent, await moduleOf(v1)]);
  expect(result?.report?.databases[0]?.modules.map(({ name }) => name)).toEqual(['app']);
  expect(await tablesOf(store)).not.toContain('p');
});

test('a failing script ends the start with what was applied before it', async () => {
  const store = await storeOf('better-sqlite3');
  const { error, lines } = await startOn(store, await moduleOf({ ...v1, V2__bad: 'SELECT nothing FROM a;' }));
  expect(error).toBeInstanceOf(LockstepError);
  expect(error?.code).toBe('MIGRATION_FAILED');
  expect(error?.report?.databases[0]?.modules[0]?.migrations.map(({ outcome }) => outcome)).toEqual([
    'applied',
    'failed',
  ]);
  expect(lines.some((line) => line.includes('V2__bad failed with MIGRATION_FAILED'))).toBe(true);
});

async function tablesOf(store: LiveStore): Promise<readonly string[]> {
  const list = store.url.startsWith('postgres')
    ? `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`
    : `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1`;
  return store.read(list);
}

// What was judged without the lock is decided again under it: here another process is quicker by a moment.

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
