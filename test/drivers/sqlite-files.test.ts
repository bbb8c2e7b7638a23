import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openBetterSqlite3 } from '../../src/drivers/better-sqlite3/open.ts';
import { openLibsql } from '../../src/drivers/libsql/open.ts';
import { openReplays } from '../../src/drivers/replay.ts';
import type { OpenSession, Session } from '../../src/drivers/port.ts';
import { stepsFor } from '../conformance/step-write.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { connectTo, fileSubject } from './sqlite-subjects.ts';

const history = { schema: null, table: 'schema_migrations' };
const drivers = [
  ['better-sqlite3', openBetterSqlite3, (path: string) => `sqlite:${path}`],
  ['libsql', openLibsql, (path: string) => `file:${path.split('/').map(encodeURIComponent).join('/')}`],
] as const;

const opened: Session[] = [];

async function open(driver: OpenSession, url: string, create = true): Promise<Session | null> {
  const session = await driver(url, { create });
  if (session !== null) opened.push(session);
  return session;
}

afterEach(async () => {
  for (const session of opened.splice(0)) await session[Symbol.asyncDispose]();
});

describe.each(drivers)('a file through %s', (name, driver, urlOf) => {
  const { apply, write } = stepsFor(fileSubject(name, 'delete'));

  test('that does not exist is null and stays absent, unless it may be created with its folders', async () => {
    const path = join(tempFolder(), 'a', 'b', 'store.db');
    expect(await open(driver, urlOf(path), false)).toBeNull();
    expect(await open(driver, urlOf(path), false)).toBeNull();
    expect(await open(driver, urlOf(path))).not.toBeNull();
    expect(await open(driver, urlOf(path), false)).not.toBeNull();
  });

  test('may have any name', async () => {
    // Windows has no ? in a name.
    const path = join(
      tempFolder(),
      process.platform === 'win32' ? "it's 100% #1 ü.db" : "it's 100% #1? ü.db",
    );
    const session = await open(driver, urlOf(path));
    await apply(session!, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    expect(await open(driver, urlOf(path), false)).not.toBeNull();
  });

  test('is the same through a link', async () => {
    const folder = tempFolder();
    const session = await open(driver, urlOf(join(folder, 'store.db')));
    symlinkSync(join(folder, 'store.db'), join(folder, 'link.db'));
    const other = await open(driver, urlOf(join(folder, 'link.db')));
    expect(await other!.identity()).toBe(await session!.identity());
    const third = await open(driver, urlOf(join(folder, 'third.db')));
    expect(await third!.identity()).not.toBe(await session!.identity());
  });

  test('that is no database says so', async () => {
    const path = join(tempFolder(), 'notes.txt');
    writeFileSync(path, 'This is not a database, but a text that is long enough to look at. '.repeat(20));
    const session = await open(driver, urlOf(path));
    await expect(session!.read(history)).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining('not a SQLite database'),
      details: { path },
    });
  });

  test('a folder in its place is refused', async () => {
    const path = join(tempFolder(), 'store.db');
    mkdirSync(path);
    await expect(open(driver, urlOf(path))).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining('is a folder'),
    });
  });

  test('a file in place of its folder is refused', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'data'), '');
    const url = urlOf(join(folder, 'data', 'store.db'));
    await expect(open(driver, url)).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
  });

  test('a new file keeps the default journal, and WAL stays WAL', async () => {
    const path = join(tempFolder(), 'store.db');
    const session = await open(driver, urlOf(path));
    await apply(session!, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    await session![Symbol.asyncDispose]();
    const connection = connectTo(name, path);
    expect(connection.prepare('PRAGMA journal_mode').all()).toMatchObject([{ journal_mode: 'delete' }]);
    connection.exec('PRAGMA journal_mode = WAL');
    const again = await open(driver, urlOf(path));
    await apply(again!, 2, 'CREATE TABLE b (id INTEGER PRIMARY KEY)');
    expect(connection.prepare('PRAGMA journal_mode').all()).toMatchObject([{ journal_mode: 'wal' }]);
    connection.close();
  });

  test('closed in the middle of a step it answers with errors, and lets the step be rolled back', async () => {
    const path = join(tempFolder(), 'store.db');
    const session = await open(driver, urlOf(path));
    const prepared = await session!.prepare(
      await write(session!, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)'),
    );
    await session![Symbol.asyncDispose]();
    await session![Symbol.asyncDispose]();
    await expect(session!.read(history)).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    if (prepared.outcome !== 'prepared') return expect.fail(prepared.outcome);
    await expect(prepared.step.commit()).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    await prepared.step.rollback();
  });

  test('a backup is a new file with everything in it', async () => {
    const path = join(tempFolder(), 'store.db');
    const session = await open(driver, urlOf(path));
    await apply(session!, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (7);');
    const folder = join(tempFolder(), "back'ups");
    const files = [await session!.backup!(folder), await session!.backup!(folder)];
    expect(new Set(files).size).toBe(2);
    for (const file of files) {
      expect(file.startsWith(join(folder, 'store-'))).toBe(true);
      const copy = await open(driver, urlOf(file), false);
      expect((await copy!.read(history)).history).toMatchObject([{ name: 'V1__step' }]);
    }
  });

  test('cannot be opened through the other library while the first may have it open', async () => {
    const path = join(tempFolder(), 'store.db');
    const session = await open(driver, urlOf(path));
    const [, otherDriver, otherUrlOf] = drivers.find(([other]) => other !== name)!;
    await expect(open(otherDriver, otherUrlOf(path))).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(name),
    });
    const second = await open(driver, urlOf(path));
    await session![Symbol.asyncDispose]();
    await expect(open(otherDriver, otherUrlOf(path))).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await second![Symbol.asyncDispose]();
    const late = open(otherDriver, otherUrlOf(path));
    // libsql closes a file only when its statements are garbage collected.
    if (name === 'libsql') await expect(late).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    else expect(await late).not.toBeNull();
  });

  test('with a rollback journal a commit waits for a reader without blocking the process, and then succeeds', async () => {
    const path = join(tempFolder(), 'store.db');
    const session = await open(driver, urlOf(path));
    await apply(session!, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1), (2);');
    const reader = readerOf(name, path);
    let longestMs = 0;
    let last = performance.now();
    const ticks = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 5);
    setTimeout(() => reader.close(), 400);
    const startedAt = performance.now();
    const step = await write(session!, 2, 'INSERT INTO a VALUES (3)');
    expect(await session!.apply(step)).toMatchObject({ outcome: 'applied' });
    expect(performance.now() - startedAt).toBeGreaterThan(300);
    clearInterval(ticks);
    expect(longestMs).toBeLessThan(200);
  });

  test('with a rollback journal a reader that stays makes a commit busy soon', async () => {
    const path = join(tempFolder(), 'store.db');
    const session = await open(driver, urlOf(path));
    await apply(session!, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1), (2);');
    const reader = readerOf(name, path);
    const startedAt = performance.now();
    const step = await write(session!, 2, 'INSERT INTO a VALUES (3)');
    expect(await session!.apply(step)).toMatchObject({ outcome: 'busy' });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    reader.close();
    expect(await session!.apply(step)).toMatchObject({ outcome: 'applied' });
  });

  test('a read that is kept out says so soon, and works again afterwards', async () => {
    const path = join(tempFolder(), 'store.db');
    const session = await open(driver, urlOf(path));
    await apply(session!, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    const holder = connectTo(name, path);
    holder.exec('BEGIN EXCLUSIVE');
    const startedAt = performance.now();
    const busy = { code: 'LOCK_TIMEOUT', details: { busy: true } };
    await expect(session!.read(history)).rejects.toMatchObject(busy);
    expect(await session!.lockState(history)).toMatchObject({ free: false });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    holder.exec('ROLLBACK');
    holder.close();
    expect((await session!.read(history)).history).toHaveLength(1);
  });

  test('a transaction that the engine itself rolled back leaves nothing', async () => {
    const path = join(tempFolder(), 'store.db');
    const session = await open(driver, urlOf(path));
    await apply(session!, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1);');
    const text =
      'INSERT INTO a VALUES (2);\nINSERT OR ROLLBACK INTO a VALUES (1);\nINSERT INTO a VALUES (3);';
    await expect(session!.apply(await write(session!, 2, text))).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      details: {
        offset: text.indexOf('INSERT OR'),
        engineCode: expect.stringContaining('SQLITE_CONSTRAINT'),
      },
    });
    await apply(session!, 2, 'INSERT INTO a VALUES (2)');
    expect((await session!.read(history)).history).toHaveLength(2);
  });

  test('a statement that ends the transaction is the last that runs', async () => {
    const path = join(tempFolder(), 'store.db');
    const session = await open(driver, urlOf(path));
    await apply(session!, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    const text = 'INSERT INTO a VALUES (1);\nEND;\nINSERT INTO a VALUES (2);';
    await expect(session!.apply(await write(session!, 2, text))).rejects.toMatchObject({
      code: 'FORBIDDEN_STATEMENT',
      details: { offset: text.indexOf('END'), statement: 'END' },
    });
    await apply(session!, 2, 'INSERT INTO a VALUES (2)');
  });

  test('a database that is full or takes no writes says so', async () => {
    const path = join(tempFolder(), 'store.db');
    const session = await open(driver, urlOf(path));
    await apply(session!, 1, 'CREATE TABLE a (x BLOB)');
    const full = 'PRAGMA max_page_count = 10; INSERT INTO a VALUES (zeroblob(1000000));';
    await expect(session!.apply(await write(session!, 2, full))).rejects.toMatchObject({ code: 'DISK_FULL' });
    await session!.reconnect();
    const readOnly = 'PRAGMA query_only = ON; INSERT INTO a VALUES (1);';
    await expect(session!.apply(await write(session!, 2, readOnly))).rejects.toMatchObject({
      code: 'READ_ONLY_DATABASE',
    });
    await session!.reconnect();
    await apply(session!, 2, 'INSERT INTO a VALUES (1)');
  });
});

test('a database in memory outlives a temporary table, which the next script does not see', async () => {
  const { apply } = stepsFor(fileSubject('better-sqlite3', 'wal'));
  for (const { session, query } of await openReplays()) {
    await apply(
      session,
      1,
      `CREATE TABLE a (id INTEGER); CREATE TEMP TABLE "sc""ratch" (id); CREATE TEMP VIEW v AS SELECT 1;
CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT RAISE(ABORT, 'seen'); END;`,
    );
    await apply(session, 2, 'INSERT INTO a VALUES (1); CREATE TEMP TABLE "sc""ratch" (id);');
    expect(await query('SELECT id FROM a')).toHaveLength(1);
    await session[Symbol.asyncDispose]();
  }
});

test('a database in memory outlives a query that failed', async () => {
  const { apply } = stepsFor(fileSubject('better-sqlite3', 'wal'));
  for (const { session } of await openReplays()) {
    await apply(session, 1, "CREATE TABLE a (x); INSERT INTO a VALUES ('{');");
    for (const query of ['SELECT * FROM b', 'SELECT json(x) FROM a'])
      await expect(session.query(query)).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    expect(await session.query('SELECT x FROM a')).toHaveLength(1);
    await apply(session, 2, 'DROP TABLE a');
    await session[Symbol.asyncDispose]();
  }
});

/** A reader that keeps its transaction open, through the same library. */
function readerOf(name: 'better-sqlite3' | 'libsql', path: string): { close(): void } {
  const reader = connectTo(name, path);
  reader.exec('BEGIN');
  reader.prepare('SELECT id FROM a').all();
  return {
    close() {
      reader.exec('COMMIT');
      reader.close();
    },
  };
}
