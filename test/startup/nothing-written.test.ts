import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadBetterSqlite3 } from '../../src/drivers/better-sqlite3/open.ts';
import { isOpenToOthers } from '../../src/drivers/embedded/server-user.ts';
import { loadLibsqlFile } from '../../src/drivers/libsql/open-file.ts';
import type { Database } from '../../src/drivers/open.ts';
import type { SqliteHandle } from '../../src/drivers/sqlite-local/handle.ts';
import { type LocalLibrary, openLocal } from '../../src/drivers/sqlite-local/open-local.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
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

const steps: Steps = {
  V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);',
  V2__b: 'CREATE TABLE b (id INTEGER PRIMARY KEY);',
};
const modes = ['auto', 'verify'] as const;
const one = [expect.stringContaining('schema_migrations')];

/** A file's database whose library writes down every statement. */
function watchedFile(url: string, library: LocalLibrary, statements: string[]): Database {
  const watch = (handle: SqliteHandle): SqliteHandle =>
    new Proxy(handle, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          if (key === 'exec' || key === 'prepare') statements.push(String(given[0]));
          return value.apply(target, given) as unknown;
        };
      },
    });
  const path = url.replace(/^\w+:/, '');
  const opened = openLocal(
    path,
    { ...library, open: (file, options) => watch(library.open(file, options)) },
    { create: false },
  );
  return {
    address: parseAddress(url, { folder: '/' }),
    session: () => opened,
    [Symbol.asyncDispose]: async () => (await opened)?.[Symbol.asyncDispose](),
  };
}

test.each([
  ['better-sqlite3', loadBetterSqlite3],
  ['libsql file', loadLibsqlFile],
] as const)(
  '%s: a start with nothing pending asks one query besides settings of the connection',
  async (name, load) => {
    const store = await storeOf(name);
    const module = await moduleOf(steps);
    await startOn(store, module);
    for (const mode of modes) {
      const statements: string[] = [];
      await using database = watchedFile(store.url, await load(), statements);
      const { result } = await startOn(store, module, { database, mode });
      expect(result?.outcome).toBe('current');
      expect(statements.filter((text) => !text.startsWith('PRAGMA'))).toEqual(one);
    }
  },
);

/** A proxy of this test that writes down what clients send. */
async function listenIn(url: string): Promise<{ readonly url: string; readonly sent: Buffer[] }> {
  const target = new URL(url);
  const behind = Number(target.port);
  const sent: Buffer[] = [];
  const proxy = createServer((client) => {
    const server = connect(behind, target.hostname);
    client.on('data', (data) => sent.push(data));
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) socket.on('error', () => undefined);
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  onTestFinished(() => void proxy.close());
  target.port = String((proxy.address() as AddressInfo).port);
  return { url: target.href, sent };
}

test('pg: it sends one query', async () => {
  const store = await storeOf('pg');
  const module = await moduleOf(steps);
  await startOn(store, module);
  for (const mode of modes) {
    const { url, sent } = await listenIn(store.url);
    expect((await startOn({ url }, module, { mode })).result?.outcome).toBe('current');
    // `Q`, the length of the message, its text.
    const queries = sent.filter((data) => data[0] === 0x51).map((data) => data.toString('utf8', 5));
    expect(queries).toEqual(one);
  }
});

test('libsql server: it sends one query besides the question for the version', async () => {
  const store = await storeOf('libsql server');
  const module = await moduleOf(steps);
  await startOn(store, module);
  for (const mode of modes) {
    const { url, sent } = await listenIn(store.url);
    expect((await startOn({ url }, module, { mode })).result?.outcome).toBe('current');
    const texts = sent.map((data) => data.toString());
    expect(texts.filter((text) => text.includes('SELECT '))).toEqual([
      expect.stringContaining('sqlite_version()'),
      ...one,
    ]);
    expect(texts.join(' ')).not.toMatch(/\b(?:CREATE|INSERT|UPDATE|DELETE|BEGIN)\b/);
  }
});

const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
const v2: Steps = { V2__b: 'CREATE TABLE b (id INTEGER PRIMARY KEY);' };

vi.setConfig({ testTimeout: isThorough ? 120_000 : 30_000 });

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
