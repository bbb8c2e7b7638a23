import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLibsql } from '../../src/drivers/libsql/open.ts';
import type { Session } from '../../src/drivers/port.ts';
import { stepsFor } from '../conformance/step-write.ts';
import type { SubjectDatabase } from '../conformance/subject.ts';
import { serverSubject } from './sqlite-subjects.ts';

const subject = serverSubject('http');
const { history } = subject;
const { apply, write } = stepsFor(subject);

afterAll(() => subject.stop());

describe.skipIf(subject.missing() !== null)('the claim of a run on a server', () => {
  let database: SubjectDatabase;
  let session: Session;
  let other: Session;

  beforeEach(async () => {
    database = await subject.fresh();
    session = await database.open();
    other = await database.open();
  });
  afterEach(() => database.drop());

  const claim = async (): Promise<Record<string, unknown> | null> => {
    const [row] = await database.query("SELECT value FROM schema_migrations_state WHERE key = 'claim'");
    return row === undefined ? null : (JSON.parse(String(row['value'])) as Record<string, unknown>);
  };
  const expire = (): Promise<void> =>
    database.run(
      "UPDATE schema_migrations_state SET value = json_set(value, '$.expires', 0) WHERE key = 'claim'",
    );

  test('stands between migrations, names its holder, and goes with leave', async () => {
    await apply(session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    expect(await claim()).toMatchObject({ holder: expect.stringContaining(`pid ${process.pid}`) });
    const step = await write(other, 2, 'CREATE TABLE b (id INTEGER PRIMARY KEY)');
    const holder = expect.stringContaining(`pid ${process.pid}`);
    expect(await other.apply(step)).toEqual({ outcome: 'busy', holder });
    expect(await other.lockState(history)).toMatchObject({ free: false, holder });
    await session.leave(history);
    expect(await claim()).toBeNull();
    expect(await other.lockState(history)).toMatchObject({ free: true });
    expect(await other.apply(step)).toMatchObject({ outcome: 'applied' });
  });

  test('of somebody who is gone ends by itself, and his leaving takes no other claim away', async () => {
    await apply(session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    await expire();
    await apply(other, 2, 'CREATE TABLE b (id INTEGER PRIMARY KEY)');
    await session.leave(history);
    expect(await claim()).not.toBeNull();
    const step = await write(session, 3, 'CREATE TABLE c (id INTEGER PRIMARY KEY)');
    expect(await session.apply(step)).toMatchObject({ outcome: 'busy' });
  });

  test('lasts for a long migration, and not for ever: 50 to 60 seconds are left when one starts', async () => {
    const leftMs = async (): Promise<number> => Number((await claim())!['expires']) - Date.now();
    await apply(session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    expect(await leftMs()).toBeGreaterThan(50_000);
    expect(await leftMs()).toBeLessThan(61_000);
  });

  test('taken by another, leaving and connecting again disturb nobody', async () => {
    await apply(session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    await expire();
    const prepared = await other.prepare(await write(other, 2, 'INSERT INTO a VALUES (1)'));
    if (prepared.outcome !== 'prepared') return expect.fail(prepared.outcome);
    const startedAt = performance.now();
    await session.reconnect();
    await session.leave(history);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await prepared.step.commit();
    expect(await database.query('SELECT id FROM a')).toHaveLength(1);
  });

  test('is no lock: two that both believe they have it still apply a step once', async () => {
    await apply(session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    const expected = await session.read(history);
    await expire();
    await apply(other, 2, 'INSERT INTO a VALUES (1)');
    const step = await write(session, 2, 'INSERT INTO a VALUES (1)', { expected });
    expect(await session.apply(step)).toEqual({ outcome: 'moved' });
  });

  // Seven seconds of a processor.
  test.skipIf(process.env['LOCKSTEP_TEST_MODE'] !== 'crash')(
    'whoever sees it opens no write transaction, so a migration of more than 5 seconds is not killed',
    async () => {
      await apply(session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
      const startedAt = performance.now();
      await database.query(subject.sql.slow(100));
      // About 7 seconds: above the server's limit, below the life of a claim.
      const scale = 7_000 / (performance.now() - startedAt) / 20;
      const slow = Array.from({ length: 20 }, () => `${subject.sql.slow(Math.ceil(100 * scale))};`).join(
        '\n',
      );
      const step = await write(other, 3, 'INSERT INTO a VALUES (2)');
      const controller = new AbortController();
      const running = session
        .apply(await write(session, 2, `INSERT INTO a VALUES (1);\n${slow}`))
        .finally(() => controller.abort());
      while (!controller.signal.aborted) {
        await sleep(100);
        if (!(await other.lockState(history)).free) await other.apply(step);
      }
      expect(await running).toMatchObject({ outcome: 'applied' });
    },
  );

  test('another writer that waits makes the server end a long script: TRANSACTION_TIMEOUT, and nothing is kept', async () => {
    await apply(session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    const slow = Array.from({ length: 40 }, () => `${subject.sql.slow(250)};`).join('\n');
    const running = session.apply(
      await write(session, 2, `INSERT INTO a VALUES (1);\n${slow}\nINSERT INTO a VALUES (2);`),
    );
    const settled = running.catch((error: unknown) => error);
    await sleep(300);
    const application = createClient({ url: (await subject.server()).url });
    await application.execute('INSERT INTO a VALUES (100)').catch(() => {});
    application.close();
    expect(await settled).toMatchObject({
      code: 'TRANSACTION_TIMEOUT',
      message: expect.stringContaining('5 seconds'),
      hint: expect.stringContaining('Split the script'),
    });
    expect(await database.query('SELECT id FROM a WHERE id < 100')).toEqual([]);
    expect((await session.read(history)).history).toHaveLength(1);
  });

  test('http and ws lead to one store', async () => {
    const { wsUrl } = await subject.server();
    const ws = await openLibsql(wsUrl, { create: false });
    expect(await ws!.identity()).toBe(await session.identity());
    await ws![Symbol.asyncDispose]();
  });
});

describe('a server that does not answer', () => {
  test.each(['http', 'ws'])(
    'is DATABASE_UNREACHABLE at once over %s, without the token',
    async (protocol) => {
      const startedAt = performance.now();
      const error = await openLibsql(`${protocol}://127.0.0.1:9?authToken=s3cret`, { create: false }).then(
        () => expect.fail('opened'),
        (reason: Error & { code: string; details: unknown }) => reason,
      );
      expect(error.code).toBe('DATABASE_UNREACHABLE');
      expect(JSON.stringify([error.message, error.details])).not.toContain('s3cret');
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    },
  );

  test('a signal ends the attempt', async () => {
    const signal = AbortSignal.timeout(100);
    // A reserved address: packets to it are lost.
    const attempt = openLibsql('http://192.0.2.1:8080', { create: false, signal });
    await expect(attempt).rejects.toMatchObject({
      code: expect.stringMatching(/INTERRUPTED|DATABASE_UNREACHABLE/),
    });
  });
});

describe.skipIf(subject.missing() !== null)('a server that goes away', () => {
  test('connected again, nothing that was begun before can still be committed', async () => {
    const database = await subject.fresh();
    const session = await database.open();
    await apply(session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    const client = createClient({ url: (await subject.server()).url });
    const left = await client.transaction('write');
    await left.execute('INSERT INTO a VALUES (1)');
    await session.reconnect();
    await expect(left.commit()).rejects.toThrow();
    client.close();
    expect(await database.query('SELECT id FROM a')).toEqual([]);
    await database.drop();
  });

  test('in the middle of a migration is a lost connection; back again, nothing was kept', async () => {
    const database = await subject.fresh();
    const session = await database.open();
    await apply(session, 1, 'CREATE TABLE a (id INTEGER PRIMARY KEY)');
    const server = await subject.server();
    const slow = Array.from({ length: 20 }, () => `${subject.sql.slow(200)};`).join('\n');
    const running = session.apply(await write(session, 2, `INSERT INTO a VALUES (1);\n${slow}`));
    const settled = running.catch((error: unknown) => error);
    await sleep(300);
    await server.kill();
    expect(await settled).toMatchObject({ code: 'DATABASE_UNREACHABLE', details: { connectionLost: true } });
    await server.restart();
    await session.reconnect();
    expect((await session.read(history)).history).toHaveLength(1);
    await apply(session, 2, 'INSERT INTO a VALUES (1)');
    await database.drop();
  });
});
