import { type AddressInfo, connect as openSocket, createServer } from 'node:net';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Session } from '../../src/drivers/port.ts';
import { historyNames } from '../../src/engines/postgres/history-names.ts';
import { startProxy } from '../servers/proxy.ts';
import { poolerMissing, startPooler } from '../servers/pgbouncer.ts';
import { eventually, usePg } from './pg-fixture.ts';
import { createItem, inserts, runSeries, seriesOf, type SeriesRun, stepNames } from './pg-series.ts';

const f = usePg();

const items = async (): Promise<number> =>
  Number((await f.query('SELECT count(*) AS n FROM item'))[0]?.['n']);

/** Twenty steps V2 to V21, of which V8 takes a while: by then many are on their way behind it. */
const sleepy = (seconds: number): readonly string[] =>
  inserts(20).map((text, index) => (index === 6 ? `${text} SELECT pg_sleep(${seconds});` : text));

/** True while V8 sleeps. */
async function isAsleep(): Promise<boolean> {
  const sql = `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`;
  return (await f.query(sql)).length > 0;
}

/** Starts the twenty steps, or fewer, does something while V8 sleeps, and says how the series ended. */
async function during(
  act: () => Promise<unknown>,
  more: { readonly seconds?: number; readonly signal?: AbortSignal; readonly steps?: number } = {},
): Promise<SeriesRun> {
  const { seconds = 0.8, signal, steps = 20 } = more;
  await f.apply(1, createItem);
  const running = runSeries(f.session, await seriesOf(f, 2, sleepy(seconds).slice(0, steps), signal));
  await eventually(isAsleep);
  await act();
  return running;
}

const lockKey = historyNames(f.history).lockKey;

/** Waits in line for the lock, so it has it before the next step tries; `message` runs under it. */
async function nextHolder(message: string): Promise<() => Promise<unknown>> {
  const client = new Client({ connectionString: f.url });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  const done = client.query(`SELECT pg_advisory_lock(${lockKey}); ${message}`);
  await eventually(
    async () =>
      (await f.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)).length > 0,
  );
  return async () => {
    await done;
    await client.query(`SELECT pg_advisory_unlock(${lockKey})`);
  };
}

const foreignRow = `INSERT INTO schema_migrations (migration_name, category, checksum, applied_at, applied_by, duration_ms)
  VALUES ('V9__step', 'startup', 'another', now(), 'another', 0)`;

describe('another session in the middle of a series', () => {
  test('that takes the lock: the next step is busy, and none behind it runs', async () => {
    let release = async (): Promise<unknown> => undefined;
    const { told, outcome } = await during(async () => (release = await nextHolder('')));
    expect([outcome, told.length]).toEqual(['busy', 7]);
    expect(await f.names()).toEqual(stepNames(8));
    expect(await items()).toBe(7);
    await release();
    const rest = await runSeries(f.session, await seriesOf(f, 9, inserts(20).slice(7)));
    expect(rest).toMatchObject({ outcome: 'applied', told: { length: 13 } });
    expect(await items()).toBe(20);
  });

  test('that brings the next step itself: none behind it is taken for its successor', async () => {
    const { told, outcome } = await during(
      async () => {
        // Whoever is turned away stays until the row is there.
        await f.query(`CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF EXISTS (SELECT FROM public.schema_migrations WHERE migration_name = 'V8__step') THEN
            PERFORM pg_sleep(0.2); END IF; RETURN NULL; END $$;
        CREATE TRIGGER linger BEFORE INSERT ON schema_migrations FOR EACH STATEMENT EXECUTE FUNCTION linger()`);
        const own = 'SET session_replication_role = replica';
        await nextHolder(`${own}; BEGIN; ${foreignRow}; COMMIT; SELECT pg_advisory_unlock(${lockKey})`);
      },
      { steps: 9, seconds: 1.5 },
    );
    // Turned away by the lock, or by the row where the lock is free again.
    expect(['busy', 'moved']).toContain(outcome);
    expect(told).toHaveLength(7);
    expect(await f.names()).toEqual(stepNames(9));
    expect(await items()).toBe(7);
  });

  test('that changes the install marker: the next step has moved', async () => {
    const { told, outcome } = await during(async () => {
      await f.query(`INSERT INTO schema_migrations_state VALUES ('install', '{"target": "V99"}', now())`);
    });
    expect([outcome, told.length]).toEqual(['moved', 7]);
    expect(await f.names()).toEqual(stepNames(8));
  });

  test('that ends the connection: told is what was committed, and the rest can be applied', async () => {
    const { told, error } = await during(() =>
      f.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'
        AND datname = current_database()`),
    );
    expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE', details: { connectionLost: true } });
    expect(told).toHaveLength(6);
    await f.session.reconnect();
    expect(await f.names()).toEqual(stepNames(7));
    const rest = await runSeries(f.session, await seriesOf(f, 8, inserts(20).slice(6)));
    expect(rest).toMatchObject({ outcome: 'applied' });
    expect(await items()).toBe(20);
  });
});

describe('a connection that is lost with steps on their way', () => {
  test('the lock is not called free before the server has done with them', async () => {
    const target = new URL(f.url);
    const proxy = await startProxy(Number(target.port));
    onTestFinished(() => proxy.close());
    target.port = String(proxy.port);
    const session = await f.open(target.href);
    await f.apply(1, createItem);
    await session.read(f.history);
    // Slow enough for the server to have some left, which it goes on with: their answers are small.
    const texts = inserts(40).map((text) => `${text} SELECT pg_sleep(0.02);`);
    const { told, error } = await runSeries(session, await seriesOf(f, 2, texts), (count) => {
      if (count === 8) proxy.freeze();
      if (count === 8) setTimeout(() => proxy.cutAll(), 30);
      return true;
    });
    expect(error).toMatchObject({ details: { connectionLost: true } });
    proxy.thaw();
    await session.reconnect();
    await eventually(async () => (await session.lockState(f.history)).free);
    const names = await f.names();
    expect(names.length).toBeGreaterThan(told.length + 1);
    await new Promise((done) => setTimeout(done, 400));
    expect(await f.names()).toEqual(names);
    const rest = await runSeries(session, await seriesOf(f, names.length + 1, texts.slice(names.length - 1)));
    expect(rest).toMatchObject({ outcome: 'applied' });
    expect(await items()).toBe(40);
  });
});

describe('an abort in the middle of a series', () => {
  test('ends the script that runs, and none behind it begins', async () => {
    const stop = new AbortController();
    const began = performance.now();
    const { told, error } = await during(async () => stop.abort(), { seconds: 60, signal: stop.signal });
    expect(error).toMatchObject({ code: 'INTERRUPTED' });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(told).toHaveLength(6);
    await f.session.reconnect();
    expect(await f.names()).toEqual(stepNames(7));
    expect(await items()).toBe(6);
  });

  test('between two steps, sent ahead or not, leaves what was told', async () => {
    await f.apply(1, createItem);
    const stop = new AbortController();
    const { told, error } = await runSeries(
      f.session,
      await seriesOf(f, 2, inserts(80), stop.signal),
      (count) => {
        if (count === 20) stop.abort();
        return true;
      },
    );
    expect(error).toMatchObject({ code: 'INTERRUPTED' });
    await f.session.reconnect();
    expect(await f.names()).toEqual(stepNames(told.length + 1));
    expect(told.length).toBeLessThan(40);
  });
});

/** Brings all steps onto the database, as a run does; returns how many it was told of. */
async function bring(session: Session, texts: readonly string[]): Promise<number> {
  let sum = 0;
  for (;;) {
    const expected = await session.read(f.history);
    const done = expected.history.length;
    if (done === texts.length) return sum;
    const { told, outcome, error } = await runSeries(session, {
      ...(await seriesOf(f, done + 1, texts.slice(done))),
      expected,
    });
    if (outcome === 'thrown') throw error as Error;
    sum += told.length;
    if (outcome === 'busy') await new Promise((go) => setTimeout(go, 2));
  }
}

describe('how many steps are on their way', () => {
  test('grows as long as they are fast, and is one again behind slow ones', async () => {
    const target = new URL(f.url);
    let sent = '';
    const begun = (): number => sent.split('BEGIN ISOLATION').length - 1;
    const proxy = createServer((client) => {
      const server = openSocket(Number(target.port), target.hostname);
      client.on('data', (data) => (sent += data.toString('latin1')));
      client.pipe(server).pipe(client);
      for (const socket of [client, server]) socket.on('error', () => undefined);
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    onTestFinished(() => void proxy.close());
    target.port = String((proxy.address() as AddressInfo).port);
    const url = target.href;
    target.port = new URL(f.url).port;
    const session = await f.open(url);
    await f.apply(1, createItem);
    await session.read(f.history);
    // Of thirty statements each, so that no more than three are on their way at once.
    const slow = inserts(26)
      .slice(20)
      .map((text) => `${text} ${'SELECT 1;'.repeat(30)} SELECT pg_sleep(0.11);`);
    const ahead: number[] = [];
    await runSeries(session, await seriesOf(f, 2, [...inserts(20), ...slow]), (count) => {
      ahead.push(begun() - count);
      return true;
    });
    expect(ahead[0]).toBe(0);
    expect(Math.max(...ahead)).toBeGreaterThan(4);
    expect(Math.max(...ahead)).toBeLessThanOrEqual(16);
    expect(ahead.slice(-3)).toEqual([0, 0, 0]);
  });
});

describe('several sessions with the same steps', () => {
  const texts = [createItem, ...inserts(30)];

  test('apply each once, and each is told to the one that applied it', async () => {
    const sessions = [f.session, ...(await Promise.all([1, 2, 3].map(() => f.open())))];
    const told = await Promise.all(sessions.map((session) => bring(session, texts)));
    expect(told.reduce((sum, count) => sum + count)).toBe(31);
    expect(await f.names()).toEqual(stepNames(31));
    expect(await items()).toBe(30);
  });

  const reason = poolerMissing();
  test.skipIf(reason !== null)(`also through pgbouncer${reason === null ? '' : ` (${reason})`}`, async () => {
    const pooler = await startPooler(f.url, 2);
    onTestFinished(() => pooler.stop());
    const sessions = await Promise.all([1, 2, 3].map(() => f.open(pooler.url)));
    const told = await Promise.all(sessions.map((session) => bring(session, texts)));
    expect(told.reduce((sum, count) => sum + count)).toBe(31);
    expect(await items()).toBe(30);
    const [pooled] = sessions;
    const failing = await runSeries(pooled!, await seriesOf(f, 32, ['SELECT 1', 'SELECT 1/0', 'SELECT 2']));
    expect(failing).toMatchObject({ told: { length: 1 }, error: { details: { engineCode: '22012' } } });
    expect(await f.names()).toEqual(stepNames(32));
  });
});
