import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Client } from 'pg';
import { alone, applyAlone, eventually, failureOf, progressOf, usePg } from './pg-fixture.ts';

const f = usePg();

function startWorker(mode: 'atomic' | 'alone', text: string): ChildProcess {
  const worker = spawn(process.execPath, [join(import.meta.dirname, 'pg-worker.ts'), f.url, mode, text], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => void worker.kill('SIGKILL'));
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  const gone = new Promise((done) => worker.once('exit', done));
  worker.kill('SIGKILL');
  await gone;
}

/** True while somebody sleeps in a statement. */
async function isAsleep(): Promise<boolean> {
  const sql = `SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()`;
  return (await f.query(sql)).length > 0;
}

/** An open transaction that has written to the table: an index build waits for it. */
async function writeAndWait(): Promise<Client> {
  const client = new Client({ connectionString: f.url });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('BEGIN; INSERT INTO t VALUES (5)');
  return client;
}

describe('a process that is killed', () => {
  test('in mid script takes its transaction and its lock with it', async () => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    const worker = startWorker('atomic', 'INSERT INTO t VALUES (1); SELECT pg_sleep(60);');
    await eventually(isAsleep);
    expect(await f.session.lockState(f.history)).toMatchObject({ free: false });
    await kill(worker);
    await eventually(async () => (await f.session.lockState(f.history)).free);
    expect(await f.query('SELECT count(*)::int AS n FROM t')).toEqual([{ n: 0 }]);
    expect(await f.apply(2, 'INSERT INTO t VALUES (2)')).toMatchObject({ outcome: 'applied' });
  });

  const build = 'SELECT 1;\nCREATE INDEX CONCURRENTLY a ON t (i);\nINSERT INTO t VALUES (6);';

  test('while the server builds an index: nobody builds it again before the server is done, nor after', async () => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    const writer = await writeAndWait();
    const worker = startWorker('alone', build);
    await eventually(async () => (await f.query(`SELECT 1 WHERE to_regclass('a') IS NOT NULL`)).length > 0);
    await kill(worker);

    const step = await f.write(2, build);
    expect(await progressOf(f)).toMatchObject({ done: 1, inFlight: 1 });
    expect(await f.session.judgeProgress?.(f.history, alone(step).script, await progressOf(f))).toMatchObject(
      {
        state: 'running',
        holder: expect.stringMatching(/^pid \d+, lockstep /),
      },
    );
    expect(await f.session.lockState(f.history)).toMatchObject({ free: false });
    expect(await applyAlone(f.session, step)).toMatchObject({ outcome: 'busy' });
    const oid = await f.query(`SELECT 'a'::regclass::oid AS oid`);

    await writer.query('COMMIT');
    await eventually(async () => (await f.session.lockState(f.history)).free);
    expect(await applyAlone(f.session, step)).toMatchObject({ outcome: 'applied' });
    expect(await f.query(`SELECT 'a'::regclass::oid AS oid`)).toEqual(oid);
    expect(await f.query('SELECT i FROM t ORDER BY i')).toEqual([{ i: 5 }, { i: 6 }]);
  });

  test('and whose server process is killed too: the invalid index is built again', async () => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    const writer = await writeAndWait();
    const worker = startWorker('alone', build);
    await eventually(async () => (await f.query(`SELECT 1 WHERE to_regclass('a') IS NOT NULL`)).length > 0);
    await kill(worker);
    await f.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'lockstep %' AND datname = current_database()`,
    );
    await eventually(async () => (await f.session.lockState(f.history)).free);
    await writer.query('COMMIT');
    expect(await f.query(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'a'::regclass`)).toEqual([
      { indisvalid: false },
    ]);
    expect(await applyAlone(f.session, await f.write(2, build))).toMatchObject({ outcome: 'applied' });
    expect(await f.query(`SELECT indisvalid FROM pg_index WHERE indexrelid = 'a'::regclass`)).toEqual([
      { indisvalid: true },
    ]);
  });
});

describe('a step whose lock is lost', () => {
  const text = 'SELECT pg_sleep(0.5);\nINSERT INTO t VALUES (1);';

  /** Ends the connection with the lock, not the one that runs the step. */
  async function endControl(): Promise<void> {
    await f.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database
       WHERE locktype = 'advisory' AND datname = current_database()`,
    );
  }

  test('does not go on', async () => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    const running = failureOf(applyAlone(f.session, await f.write(2, text)));
    await eventually(isAsleep);
    await endControl();
    expect((await running).details['connectionLost']).toBe(true);
    expect(await f.query('SELECT i FROM t')).toEqual([]);
  });

  test('does not go on where another has put its token into the progress', async () => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    const running = applyAlone(f.session, await f.write(2, text));
    await eventually(isAsleep);
    await f.query(
      `UPDATE schema_migrations_state SET value = jsonb_set(value::jsonb, '{token}', '"another"')::text WHERE key = 'step'`,
    );
    expect(await running).toEqual({ outcome: 'moved' });
    expect(await f.query('SELECT i FROM t')).toEqual([]);
  });

  test('is taken over only when its statement has ended', async () => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    const other = await f.open();
    const step = await f.write(2, text);
    const running = failureOf(applyAlone(f.session, step));
    await eventually(isAsleep);
    await endControl();
    expect(await applyAlone(other, step)).toMatchObject({ outcome: 'busy' });
    await running;
    let outcome = 'busy';
    await eventually(async () => {
      outcome = (await applyAlone(other, step)).outcome;
      return outcome !== 'busy';
    });
    expect(outcome).toBe('applied');
    expect(await f.query('SELECT i FROM t')).toEqual([{ i: 1 }]);
  });
});
