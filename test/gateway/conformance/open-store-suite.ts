import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/gateway/open-store.ts';
import { InvalidValue, type StoreError, Unavailable } from '../../../src/gateway/domain/store-error.ts';
import { findFreePort } from '../../../src/drivers/embedded/postmaster.ts';
import { connectTo } from '../../drivers/sqlite-subjects.ts';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { tempFolder } from '../../servers/temp-folder.ts';

const failure = (call: Promise<unknown>): Promise<StoreError | null> =>
  call.then(
    () => null,
    (error: StoreError) => error,
  );

/** What an address leads to. */
export function testOpenStore(): void {
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

  test.each([
    ['sqlite', 'better-sqlite3'],
    ['file', 'libsql'],
  ] as const)(
    'a file is in WAL mode from then on; one that is in use is left as it is (%s)',
    async (scheme, driver) => {
      const path = join(tempFolder(), 'gateway.db');
      const reader = connectTo(driver, path);
      const journal = (): unknown => {
        reader.exec('SELECT * FROM a');
        return reader.prepare('PRAGMA journal_mode').all();
      };
      reader.exec('CREATE TABLE a (b INTEGER); BEGIN; SELECT * FROM a');
      await (await openStore(`${scheme}:${path}`)).close();
      reader.exec('COMMIT');
      expect(journal()).toMatchObject([{ journal_mode: 'delete' }]);
      await (await openStore(`${scheme}:${path}`)).close();
      expect(journal()).toMatchObject([{ journal_mode: 'wal' }]);
      reader.close();
    },
  );

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
    expect(error?.message).toContain('mise run postgres-env');
  });
}
