import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { loadBetterSqlite3 } from '../../src/drivers/better-sqlite3/open.ts';
import { loadLibsqlFile } from '../../src/drivers/libsql/open-file.ts';
import type { Database } from '../../src/drivers/open.ts';
import type { SqliteHandle } from '../../src/drivers/sqlite-local/handle.ts';
import { type LocalLibrary, openLocal } from '../../src/drivers/sqlite-local/open-local.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { moduleOf, startOn, type Steps, storeOf } from './startup-fixture.ts';

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
