import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isOpenToOthers } from '../../src/drivers/embedded/server-user.ts';
import { runStarter } from './run-starter.ts';
import {
  isThorough,
  moduleOf,
  readinessOf,
  startOn,
  type Steps,
  storeOf,
  writeModule,
  type WrittenModule,
} from './startup-fixture.ts';

const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
const v2: Steps = { V2__b: 'CREATE TABLE b (id INTEGER PRIMARY KEY);' };

/** Root may write everywhere; whoever else runs the tests may not write what has no w. */
const isRoot = process.getuid?.() === 0;
const user = isRoot ? { uid: 65_534, gid: 65_534 } : {};
const root = join(import.meta.dirname, '..', '..');
const unreachable =
  isRoot && !isOpenToOthers(root) ? ' (skipped: the repository lies where no other user can run it)' : '';

describe.each(['better-sqlite3', 'libsql file'] as const)('%s', (name) => {
  test.each(['delete', 'wal'])(
    'verify changes no byte of a file, and leaves none beside it: %s',
    async (journal) => {
      const store = await storeOf(name);
      await store.run(`PRAGMA journal_mode = ${journal}`);
      await startOn(store, await moduleOf(v1));
      const path = store.url.replace(/^\w+:/, '');
      const seen = (): unknown => [readFileSync(path).toString('base64'), readdirSync(dirname(path))];
      const before = seen();
      const later = await moduleOf({ ...v1, ...v2 });
      expect((await startOn(store, later, { mode: 'verify' })).error?.code).toBe('MANUAL_PENDING');
      expect((await startOn(store, await moduleOf(v1), { mode: 'verify' })).error).toBe(null);
      expect((await readinessOf(store, later)).code).toBe('MANUAL_PENDING');
      expect(seen()).toEqual(before);
    },
  );

  if (name !== 'better-sqlite3' && !isThorough) return;
  test.skipIf(unreachable !== '' || process.platform === 'win32')(
    `verify reads a file that may not be written, and so does a start with nothing to do${unreachable}`,
    async () => {
      const store = await storeOf(name);
      await startOn(store, await moduleOf(v1));
      const path = store.url.replace(/^\w+:/, '');
      chmodSync(path, 0o444);
      chmodSync(dirname(path), 0o555);
      const start = async (module: WrittenModule, mode: 'auto' | 'verify') => {
        const { end } = await runStarter({ url: store.url, module, mode }, user).ended;
        return [end?.outcome, end?.code];
      };
      const [now, later] = [writeModule(v1), writeModule({ ...v1, ...v2 })];
      expect(await start(later, 'verify')).toEqual([null, 'MANUAL_PENDING']);
      expect(await start(now, 'auto')).toEqual(['current', null]);
      if (!isThorough) return;
      expect(await start(now, 'verify')).toEqual(['current', null]);
      expect(await start(later, 'auto')).toEqual([null, 'READ_ONLY_DATABASE']);
    },
  );
});

test('pg: verify and readiness are content with a user that may only read', async () => {
  const store = await storeOf('pg');
  await startOn(store, await moduleOf(v1));
  const reader = new URL(store.url);
  const name = `reader_${reader.pathname.slice(1)}`.slice(0, 60);
  await store.run(`CREATE ROLE ${name} LOGIN PASSWORD 'r'; GRANT pg_read_all_data TO ${name}`);
  reader.username = name;
  reader.password = 'r';
  const url = reader.href;
  try {
    expect((await startOn({ url }, await moduleOf(v1), { mode: 'verify' })).result?.outcome).toBe('current');
    const later = await moduleOf({ ...v1, ...v2 });
    expect((await startOn({ url }, later, { mode: 'verify' })).error?.code).toBe('MANUAL_PENDING');
    expect((await readinessOf({ url }, later)).code).toBe('MANUAL_PENDING');
  } finally {
    await store.run(`REVOKE pg_read_all_data FROM ${name}; DROP ROLE ${name}`);
  }
});
