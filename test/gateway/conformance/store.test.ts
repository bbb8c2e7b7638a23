import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../src/gateway/open-store.ts';
import type { Store } from '../../../src/gateway/domain/store.ts';
import { InvalidValue, type StoreError, Unavailable } from '../../../src/gateway/domain/store-error.ts';
import { findFreePort } from '../../../src/drivers/embedded/postmaster.ts';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { tempFolder } from '../../servers/temp-folder.ts';
import { describeStores } from './describe-stores.ts';

const failure = (call: Promise<unknown>): Promise<StoreError | null> =>
  call.then(
    () => null,
    (error: StoreError) => error,
  );

describe('openStore', () => {
  test.each(['sqlite', 'file'])('creates no file that is missing (%s)', async (scheme) => {
    const path = join(tempFolder(), 'no', 'gateway.db');
    for (const each of [path, join(tempFolder(), 'gateway.db')]) {
      const error = await failure(openStore(`${scheme}:${each}`));
      expect(error).toBeInstanceOf(Unavailable);
      expect(error?.message).toContain(each);
      expect(existsSync(each)).toBe(false);
    }
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  test.each(['sqlite', 'file'])('opens no folder (%s)', async (scheme) => {
    expect(await failure(openStore(`${scheme}:${tempFolder()}`))).toBeInstanceOf(Unavailable);
  });

  test('a relative path starts from the folder', async () => {
    const folder = tempFolder();
    const error = await failure(openStore('sqlite:gateway.db', { folder }));
    expect(error?.message).toContain('gateway.db');
    expect(error?.cause).toBeInstanceOf(Error);
  });

  test.each(['postgres://nobody:secret@127.0.0.1:PORT/none', 'http://127.0.0.1:PORT', 'ws://127.0.0.1:PORT'])(
    'a server that is not there is Unavailable: %s',
    async (url) => {
      const port = await findFreePort();
      const error = await failure(openStore(url.replace('PORT', String(port)), { busyTimeoutMs: 1000 }));
      expect(error).toBeInstanceOf(Unavailable);
      expect(error?.message).toContain(`127.0.0.1:${port}`);
      expect(error?.message).not.toContain('secret');
    },
  );

  test('a wrong password and a database that is not there are Unavailable, and nothing secret is told', async () => {
    const { url } = await createPostgresDatabase();
    const [wrong, gone] = [new URL(url), new URL(url)];
    wrong.password = 'very-secret';
    gone.pathname = '/nowhere';
    for (const { href } of [wrong, gone]) {
      const error = await failure(openStore(href));
      expect(error).toBeInstanceOf(Unavailable);
      expect(error?.message).not.toContain('very-secret');
    }
  });

  test.each(['', 'gateway.db', 'mysql://127.0.0.1/x', 'postgres://u:very-secret@%zz/x', 'libsql:x'])(
    'what is no address is an InvalidValue: %j',
    async (url) => {
      const error = await failure(openStore(url));
      expect(error).toBeInstanceOf(InvalidValue);
      expect(error?.message).not.toContain('very-secret');
    },
  );

  test('an embedded server is refused with what to do', async () => {
    const error = await failure(openStore('embedded:postgres'));
    expect(error).toBeInstanceOf(InvalidValue);
    expect(error?.message).toContain('lockstep embedded status');
  });
});

describeStores('a store', (subject) => {
  const open = (): Promise<Store> => subject().database.open();
  const isClosed = async (store: Store): Promise<void> => {
    const calls = [
      store.teams.list(),
      store.teams.create({ slug: 'late', name: 'late' }),
      store.unitOfWork(async () => 1),
      store.ping(),
    ];
    for (const error of await Promise.all(calls.map(failure))) {
      expect(error).toBeInstanceOf(Unavailable);
      expect(error?.message).toContain('the store is closed');
    }
  };

  test('answers a ping, closes twice, at once and one after the other, and does nothing afterwards', async () => {
    const store = await open();
    await store.ping();
    await Promise.all([store.close(), store.close()]);
    await store.close();
    await isClosed(store);
    expect(await subject().store.teams.findBySlug('late')).toBeNull();
  });

  test('is closed at the end of a block', async () => {
    let kept: Store;
    {
      await using store = await open();
      kept = store;
      await store.ping();
    }
    await isClosed(kept);
  });

  test('waits for what is under way when it is closed, and takes nothing new', async () => {
    const store = await open();
    const [begun, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slug = subject().unique('closing-');
    const unit = store.unitOfWork(async ({ teams }) => {
      begun.resolve();
      await done.promise;
      return teams.create({ slug, name: 'x' });
    });
    await begun.promise;
    let isDone = false;
    const closing = store.close().then(() => (isDone = true));
    await isClosed(store);
    expect(isDone).toBe(false);
    done.resolve();
    expect(await unit).toMatchObject({ slug });
    await closing;
    expect(await subject().store.teams.findBySlug(slug)).not.toBeNull();
  });

  test('says which argument is wrong, and how', async () => {
    const { teams } = subject().store;
    const error = await failure(teams.find('x'));
    expect(error).toBeInstanceOf(InvalidValue);
    expect(error?.message).toBe('teams.find: argument 1 is not a UUID in lower case');
  });

  test('two stores on one database see what the other one did', async () => {
    const [one, two] = [await open(), await open()];
    const slug = subject().unique('shared-');
    const { id } = await one.teams.create({ slug, name: 'x' });
    await two.teams.update(id, { name: 'y' });
    expect((await one.teams.find(id))?.name).toBe('y');
  });
});
