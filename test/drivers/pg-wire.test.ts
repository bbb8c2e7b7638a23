import { writeFileSync } from 'node:fs';
import { createServer, connect as openSocket, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../servers/postgres.ts';
import { applyAlone, eventually, failureOf, usePg } from './pg-fixture.ts';
import { query } from './pg-subject.ts';

const f = usePg();

describe('a standby', () => {
  test('can be read, and takes no migration', async () => {
    const server = await startPostgres();
    onTestFinished(() => server.stop('immediate'));
    const history = f.history;
    const primary = await f.open(server.url);
    const expected = await primary.read(history);
    await primary.apply(await f.write(1, 'CREATE TABLE t (i int)', { expected }));
    await primary[Symbol.asyncDispose]();
    const [{ folder } = {}] = await query(server.url, `SELECT current_setting('data_directory') AS folder`);
    await server.stop('fast');
    writeFileSync(`${String(folder)}/standby.signal`, '');
    await server.start();

    const standby = await f.open(server.url);
    const snapshot = await standby.read(history);
    expect(snapshot.history).toHaveLength(1);
    expect((await standby.lockState(history)).free).toBe(true);
    const step = await f.write(2, 'CREATE TABLE u (i int)', { expected: snapshot });
    expect((await failureOf(standby.apply(step))).code).toBe('READ_ONLY_DATABASE');
    expect((await failureOf(applyAlone(standby, step))).code).toBe('READ_ONLY_DATABASE');
  });
});

describe('what goes over the wire', () => {
  test('one message and one answer per migration, per read and per look at the lock', async () => {
    const target = new URL(f.url);
    let messages = 0;
    const proxy = createServer((client) => {
      const server = openSocket(Number(target.port), target.hostname);
      client.on('data', (data) => {
        if (data[0] === 0x51) messages += 1;
      });
      client.pipe(server).pipe(client);
      for (const socket of [client, server]) socket.on('error', () => undefined);
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    onTestFinished(() => void proxy.close());
    const url = new URL(f.url);
    url.port = String((proxy.address() as AddressInfo).port);
    const session = await f.open(url.href);
    await f.apply(1, 'CREATE TABLE t (i int)');
    const step = await f.write(2, 'CREATE TABLE u (i int); INSERT INTO u VALUES (1);');
    const counted = async (work: () => Promise<unknown>): Promise<number> => {
      messages = 0;
      await work();
      return messages;
    };
    expect(await counted(() => session.apply(step))).toBe(1);
    expect(await counted(() => session.read(f.history))).toBe(1);
    expect(await counted(() => session.lockState(f.history))).toBe(1);
  });

  test('the server logs nothing while another waits, and no script', async () => {
    const server = await startPostgres({
      settings: { log_min_error_statement: 'error', log_min_messages: 'warning' },
    });
    onTestFinished(() => server.stop('immediate'));
    const [holder, waiter] = [await f.open(server.url), await f.open(server.url)];
    const expected = await holder.read(f.history);
    const prepared = await holder.prepare(await f.write(1, 'CREATE TABLE t (i int)', { expected }));
    if (prepared.outcome !== 'prepared') throw new Error(prepared.outcome);
    const before = server.log();
    const step = await f.write(1, 'CREATE TABLE secret_of_the_script (i int)', { expected });
    for (let i = 0; i < 3; i += 1) {
      expect(await waiter.apply(step)).toMatchObject({
        outcome: 'busy',
        holder: expect.stringMatching(/^pid \d+, lockstep, postgres, since \d\d:\d\d:\d\d UTC$/),
      });
      expect(await waiter.lockState(f.history)).toMatchObject({ free: false, change: '0' });
    }
    await prepared.step.commit();
    expect(await waiter.apply(step)).toEqual({ outcome: 'moved' });
    expect(server.log()).toBe(before);
  });

  test('looking at the lock waits for nobody, also while a history is upgraded', async () => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    const other = query(f.url, 'BEGIN; LOCK TABLE schema_migrations; SELECT pg_sleep(1); COMMIT');
    await eventually(
      async () =>
        (
          await f.query(
            `SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'schema_migrations'::regclass`,
          )
        ).length > 0,
    );
    const startedAt = performance.now();
    await f.session.lockState(f.history);
    expect(performance.now() - startedAt).toBeLessThan(500);
    await other;
  });
});

describe('which store it is', () => {
  test('two addresses of one database are one, two databases are two', async () => {
    const url = new URL(f.url);
    url.hostname = 'localhost';
    const identity = await f.session.identity();
    expect(await (await f.open(url.href)).identity()).toBe(identity);
    url.pathname = '/postgres';
    expect(await (await f.open(url.href)).identity()).not.toBe(identity);
  });
});
