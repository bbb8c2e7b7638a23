import { describe, expect, test } from 'vitest';
import { closeSql } from '../../src/engines/postgres/apply-sql.ts';
import { failureOf, usePg } from './pg-fixture.ts';

const f = usePg();

describe('a script cannot redirect its history row', () => {
  test.each([
    ['search_path', 'CREATE SCHEMA other; SET search_path = other'],
    ['SET LOCAL search_path', 'CREATE SCHEMA other; SET LOCAL search_path = other, pg_catalog'],
    ['a temporary table of its name', 'CREATE TEMP TABLE schema_migrations (LIKE public.schema_migrations)'],
    ['SET ROLE', 'SET ROLE pg_monitor'],
    ['SET SESSION AUTHORIZATION', 'SET SESSION AUTHORIZATION pg_monitor'],
    ['RESET ALL', 'RESET ALL'],
    ['a setting of our own name', "SET lockstep.outcome = 'moved'"],
    ['its own statement_timeout', "SET statement_timeout = '1h'"],
    [
      'functions and operators of the same names',
      `CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT 'epoch'::timestamptz $$;
CREATE FUNCTION set_config(text, text, bool) RETURNS text LANGUAGE sql AS $$ SELECT 'hidden' $$;
CREATE FUNCTION jsonb_build_object(text, text, text, text, text, float8, text, bigint) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{}'::jsonb $$;
CREATE FUNCTION never(text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
CREATE OPERATOR || (LEFTARG = text, RIGHTARG = text, FUNCTION = never);
SET search_path = public, pg_catalog`,
    ],
  ])('by %s, and leaves nothing of it to the next', async (_, text) => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    const result = await f.apply(2, text);
    expect(result).toMatchObject({ outcome: 'applied', revision: '2 V2__step' });
    await f.apply(
      3,
      `CREATE TABLE seen AS SELECT current_user::text AS "user", session_user::text AS session,
  current_setting('search_path') AS path, to_regclass('pg_temp.schema_migrations') IS NULL AS clean`,
    );
    expect(await f.query('SELECT * FROM seen')).toEqual([
      { user: 'postgres', session: 'postgres', path: 'public', clean: true },
    ]);
    const { history } = await f.session.read(f.history);
    expect(history.map(({ name }) => name)).toEqual(['V1__step', 'V2__step', 'V3__step']);
    expect(Date.now() - Date.parse(history[1]?.appliedAt ?? '')).toBeLessThan(10_000);
  });

  test('and what lives on a connection is gone: locks, cursors, channels, settings', async () => {
    await f.apply(
      1,
      `SELECT pg_advisory_lock(7); LISTEN news; SET work_mem = '64kB'; SET application_name = 'mine';
DECLARE c CURSOR WITH HOLD FOR SELECT 1;`,
    );
    await f.apply(
      2,
      `CREATE TABLE left_over AS SELECT (SELECT count(*)::int FROM pg_cursors) AS cursors,
  (SELECT count(*)::int FROM pg_listening_channels()) AS channels, current_setting('work_mem') AS work_mem,
  current_setting('application_name') AS name,
  (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND objid = 7) AS locks`,
    );
    expect(await f.query('SELECT * FROM left_over')).toEqual([
      { cursors: 0, channels: 0, work_mem: '4MB', name: 'lockstep', locks: 0 },
    ]);
  });

  test('and a statement that it has prepared is gone, after a success and after a failure', async () => {
    await f.apply(1, 'PREPARE q AS SELECT 1; PREPARE "Q q" AS SELECT 2;');
    expect(await f.apply(2, `PREPARE q AS SELECT 1; ${'SELECT 1;'.repeat(501)}`)).toMatchObject({
      outcome: 'applied',
    });
    const prepared = await f.session.prepare(await f.write(3, 'PREPARE q AS SELECT 1; EXECUTE q'));
    if (prepared.outcome !== 'prepared') throw new Error(prepared.outcome);
    await prepared.step.rollback();
    expect(await f.apply(3, 'PREPARE q AS SELECT 1')).toMatchObject({ outcome: 'applied' });
  });

  test('and no sequence has a last value: applied, in pieces, held, rolled back', async () => {
    const next = "SELECT nextval('s');";
    await f.apply(1, 'CREATE SEQUENCE s');
    const hold = async (number: number, end: 'commit' | 'rollback'): Promise<void> => {
      const prepared = await f.session.prepare(await f.write(number, next));
      if (prepared.outcome !== 'prepared') throw new Error(prepared.outcome);
      await prepared.step[end]();
    };
    for (const run of [
      () => f.apply(2, next),
      () => f.apply(3, `${next}${'SELECT 1;'.repeat(501)}`),
      () => hold(4, 'commit'),
      () => hold(5, 'rollback'),
    ]) {
      await run();
      // Its failure closes the connection, so each way gets one of its own.
      expect((await f.failure(9, 'SELECT lastval()')).details['engineCode']).toBe('55000');
    }
  });

  test('and its client_encoding does not change what later pieces say', async () => {
    const latin = "SET client_encoding = 'LATIN1'; CREATE TABLE said (s text);";
    await f.apply(1, `${latin} ${'SELECT 1;'.repeat(501)} INSERT INTO said VALUES ('é🦆');`);
    expect(await f.query('SELECT s FROM said')).toEqual([{ s: 'é🦆' }]);
  });

  test('a lock that a failed script took on its connection is free again', async () => {
    await f.failure(1, 'SELECT pg_advisory_lock(8); SELECT 1/0;');
    expect(await f.query('SELECT pg_try_advisory_lock(8) AS free')).toEqual([{ free: true }]);
  });
});

describe('defaults of the database and the role do not bite', () => {
  test('isolation, read-only, time limits, escapes', async () => {
    const name = new URL(f.url).pathname.slice(1);
    for (const setting of [
      'default_transaction_isolation = serializable',
      "statement_timeout = '150ms'",
      "transaction_timeout = '150ms'",
      "idle_in_transaction_session_timeout = '20ms'",
      "search_path = 'nowhere'",
      'default_transaction_read_only = on',
    ]) {
      // transaction_timeout came with PostgreSQL 17.
      await f.query(`ALTER DATABASE ${name} SET ${setting}`).catch((error: Error) => {
        if (!error.message.includes('unrecognized')) throw error;
      });
    }
    await f.session.reconnect();
    expect(
      await f.apply(1, `CREATE TABLE t (s text); SELECT pg_sleep(0.4); INSERT INTO t VALUES ('a\\b');`),
    ).toMatchObject({ outcome: 'applied' });
    const prepared = await f.session.prepare(await f.write(2, 'CREATE TABLE u (i int)'));
    if (prepared.outcome !== 'prepared') throw new Error(prepared.outcome);
    await new Promise((done) => setTimeout(done, 300));
    await prepared.step.settle();
    await prepared.step.commit();
    expect(await f.names()).toEqual(['V1__step', 'V2__step']);
  });

  test('a time limit does not bite what clears up after a script', () => {
    const closing = closeSql({ isDirect: true, settings: [['statement_timeout', '0']] });
    expect(closing).toMatch(/RESET ALL;SET LOCAL statement_timeout = 0;DISCARD TEMP;.*COMMIT$/);
  });

  test('sixteen sessions with serializable as their default apply each migration once', async () => {
    await f.query(
      `ALTER DATABASE ${new URL(f.url).pathname.slice(1)} SET default_transaction_isolation = serializable`,
    );
    const sessions = await Promise.all(Array.from({ length: 16 }, () => f.open()));
    await Promise.all(
      sessions.map(async (session) => {
        for (;;) {
          const expected = await session.read(f.history);
          const number = expected.history.length + 1;
          if (number > 5) return;
          const step = await f.write(number, `CREATE TABLE t${number} (i int); SELECT pg_sleep(0.02);`, {
            expected,
          });
          const { outcome } = await session.apply(step);
          if (outcome === 'applied') continue;
          while (!(await session.lockState(f.history)).free)
            await new Promise((done) => setTimeout(done, 10));
        }
      }),
    );
    expect(await f.names()).toEqual([1, 2, 3, 4, 5].map((number) => `V${number}__step`));
  });
});

describe('a history that cannot be seen is never an empty one', () => {
  test('because of row-level security, privileges on the table, or on the schema', async () => {
    await f.apply(1, 'CREATE SCHEMA mine; CREATE TABLE mine.t (i int)');
    const role = `reader_${new URL(f.url).pathname.slice(1)}`;
    await f.query(`CREATE ROLE ${role} LOGIN PASSWORD 'reader'`);
    const url = new URL(f.url);
    [url.username, url.password] = [role, 'reader'];
    const reader = await f.open(url.href);
    const read = async (schema = 'public'): Promise<string> =>
      (await failureOf(reader.read({ ...f.history, schema }))).code;

    expect(await read()).toBe('PERMISSION_DENIED');
    expect(await read('mine')).toBe('PERMISSION_DENIED');
    await f.query(`GRANT SELECT ON schema_migrations, schema_migrations_state TO ${role}`);
    expect((await reader.read(f.history)).history).toHaveLength(1);
    await f.query('ALTER TABLE schema_migrations ENABLE ROW LEVEL SECURITY');
    expect(await read()).toBe('PERMISSION_DENIED');
    expect(await reader.apply(await f.write(2, 'SELECT 1'))).toEqual({ outcome: 'moved' });
    await f.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  test('a table with other columns, a view, or another tool’s time column is foreign', async () => {
    for (const table of [
      'TABLE schema_migrations (version bigint, dirty boolean)',
      `TABLE schema_migrations (migration_name text, category text, checksum text, applied_at text, applied_by text, duration_ms int)`,
      `VIEW schema_migrations AS SELECT 1 AS revision, ''::text AS migration_name, ''::text AS category, ''::text AS checksum,
        now() AS applied_at, ''::text AS applied_by, 1 AS duration_ms, null::jsonb AS note`,
    ]) {
      await f.query(`CREATE ${table}`);
      const { format, foreignColumns } = await f.session.read(f.history);
      expect(format, table).toBe('foreign');
      expect(foreignColumns.length).toBeGreaterThan(1);
      await f.query(`DROP ${table.split(' ').slice(0, 2).join(' ')}`);
    }
  });

  test('a schema that is missing is created, with names that need quotes', async () => {
    const history = { schema: 'My "own" \\ schema', table: "it's" };
    const expected = await f.session.read(history);
    expect(expected.format).toBe('absent');
    const step = { ...(await f.write(1, 'CREATE TABLE t (i int)', { expected })), history };
    expect(await f.session.apply(step)).toMatchObject({ outcome: 'applied' });
    const snapshot = await f.session.read(history);
    expect(snapshot.history).toHaveLength(1);
    expect((await f.session.lockState(history)).change).toContain('1 V1__step');
  });
});

describe('a history that is no longer what was read', () => {
  test.each([
    'DROP TABLE schema_migrations',
    'DROP TABLE schema_migrations_state',
    'ALTER TABLE schema_migrations DROP COLUMN note',
    'ALTER TABLE schema_migrations DROP COLUMN revision',
    'DELETE FROM schema_migrations',
    `INSERT INTO schema_migrations_state VALUES ('install', '{"target": "V9"}', now())`,
  ])('has moved: %s', async (sql) => {
    await f.apply(1, 'CREATE TABLE t (i int)');
    const step = await f.write(2, 'CREATE TABLE u (i int)');
    await f.query(sql);
    expect(await f.session.apply(step)).toEqual({ outcome: 'moved' });
    expect(await f.query(`SELECT to_regclass('u') AS u`)).toEqual([{ u: null }]);
  });
});
