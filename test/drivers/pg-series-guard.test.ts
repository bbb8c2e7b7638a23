import { describe, expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../servers/postgres.ts';
import { usePg } from './pg-fixture.ts';
import { createItem, inserts, runSeries, seriesOf, stepNames } from './pg-series.ts';
import { query } from './pg-subject.ts';

const f = usePg();

/** What a script must find, whatever the one before it did. */
const look = `CREATE TABLE seen AS SELECT current_user::text AS "user", session_user::text AS session,
  current_setting('search_path') AS path, current_setting('work_mem') AS work_mem,
  to_regclass('pg_temp.mine') IS NULL AS clean, (SELECT count(*)::int FROM pg_cursors) AS cursors,
  (SELECT count(*)::int FROM pg_listening_channels()) AS channels,
  (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND objid = 7) AS locks`;
const clean = {
  user: 'postgres',
  session: 'postgres',
  path: 'public',
  work_mem: '4MB',
  clean: true,
  cursors: 0,
  channels: 0,
  locks: 0,
};

describe('in a series a script finds nothing of the one before it', () => {
  test.each([
    ['roles', 'SET SESSION AUTHORIZATION pg_monitor'],
    ['a role', 'SET ROLE pg_monitor'],
    ['settings', "CREATE SCHEMA other; SET search_path = other; SET work_mem = '64kB'"],
    ['temporary tables', 'CREATE TEMP TABLE mine (i int)'],
    [
      'locks, channels, cursors',
      'SELECT pg_advisory_lock(7); LISTEN news; DECLARE c CURSOR WITH HOLD FOR SELECT 1',
    ],
    ['all settings reset', 'RESET ALL'],
    ['the words of our own', "SET lockstep.outcome = 'moved'"],
  ])('%s', async (_, text) => {
    await f.apply(1, createItem);
    const texts = [...inserts(5), text, look, 'INSERT INTO item VALUES (6)'];
    const { told, outcome } = await runSeries(f.session, await seriesOf(f, 2, texts));
    expect([outcome, told.length]).toEqual(['applied', 8]);
    expect(await f.query('SELECT * FROM seen')).toEqual([clean]);
  });

  test('nor last values of sequences', async () => {
    await f.apply(1, `${createItem} CREATE SEQUENCE s`);
    const texts = [...inserts(5), "SELECT nextval('s')", 'SELECT lastval()'];
    const { told, error } = await runSeries(f.session, await seriesOf(f, 2, texts));
    expect(told).toHaveLength(6);
    expect(error).toMatchObject({ details: { engineCode: '55000' } });
  });
});

describe('in a series a script is refused that', () => {
  test.each([
    ['commits', 'COMMIT', '0A000'],
    ['rolls back', 'ROLLBACK', '0A000'],
    ['begins', 'BEGIN', '0A000'],
    ['makes a savepoint', 'SAVEPOINT a', '0A000'],
    [
      'commits in a procedure',
      'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$; CALL p()',
      '2D000',
    ],
    ['discards all', "DO $$ BEGIN EXECUTE 'DISCARD ALL'; END $$", '25001'],
    ['deletes the history', 'DELETE FROM schema_migrations', 'LS002'],
    ['deletes the newest row', "DELETE FROM schema_migrations WHERE migration_name = 'V6__step'", 'LS002'],
    [
      'writes the newest row again',
      `DELETE FROM schema_migrations WHERE migration_name = 'V6__step';
       INSERT INTO schema_migrations (migration_name, category, checksum, applied_at, applied_by, duration_ms)
       VALUES ('V6__step', 'startup', '', now(), '', 0)`,
      'LS002',
    ],
    ['resets the numbers', 'TRUNCATE schema_migrations RESTART IDENTITY', 'LS002'],
    [
      'adds a row',
      `INSERT INTO schema_migrations (migration_name, category, checksum, applied_at, applied_by, duration_ms)
       VALUES ('V9__step', 'startup', '', now(), '', 0)`,
      'LS002',
    ],
    ['says which row stands before it', "SELECT set_config('lockstep.left', '1', false)", 'LS002'],
  ])('%s', async (_, text, engineCode) => {
    await f.apply(1, createItem);
    const texts = [...inserts(5), `INSERT INTO item VALUES (100); ${text}`, 'SELECT 1', 'SELECT 2'];
    const { told, error } = await runSeries(f.session, await seriesOf(f, 2, texts));
    expect(error).toMatchObject({ code: 'FORBIDDEN_STATEMENT', details: { engineCode } });
    expect(told).toHaveLength(5);
    expect(await f.names()).toEqual(stepNames(6));
    expect(await f.query('SELECT count(*)::int AS n FROM item')).toEqual([{ n: 5 }]);
  });
});

describe('what a series leaves', () => {
  test('a function that forgets what is prepared costs a second attempt, and nothing else', async () => {
    await f.apply(1, createItem);
    const f1 = `CREATE FUNCTION forget() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DEALLOC' || 'ATE ALL'; END $$`;
    const texts = [...inserts(4), f1, 'SELECT forget()', ...inserts(9).slice(4)];
    const { told, outcome } = await runSeries(f.session, await seriesOf(f, 2, texts));
    expect([outcome, told.length]).toEqual(['applied', 11]);
    expect(await f.names()).toEqual(stepNames(12));
  });

  test('of a lock that a failing script took: nothing', async () => {
    await f.apply(1, createItem);
    const texts = [...inserts(5), 'SELECT pg_advisory_lock(8); SELECT 1/0', 'SELECT 1'];
    await runSeries(f.session, await seriesOf(f, 2, texts));
    expect(await f.query('SELECT pg_try_advisory_lock(8) AS free')).toEqual([{ free: true }]);
  });

  test('in the log of the server: the one error of the one script that failed', async () => {
    const server = await startPostgres({ settings: { log_min_messages: 'warning', log_line_prefix: '' } });
    onTestFinished(() => server.stop('immediate'));
    const session = await f.open(server.url);
    const history = f.history;
    const expected = await session.read(history);
    await session.apply(await f.write(1, createItem, { expected }));
    const before = server.log();
    const texts = [...inserts(6), 'INSERT INTO item VALUES (1)', ...inserts(12).slice(6)];
    const now = await session.read(history);
    const steps = await Promise.all(texts.map((text, at) => f.write(at + 2, text, { expected: now })));
    const { told } = await runSeries(session, { history, appliedBy: 'test', expected: now, steps });
    expect(told).toHaveLength(6);
    const said = server.log().slice(before.length);
    expect(said.match(/^(?:ERROR|WARNING|FATAL|LOG): .*/gm)).toEqual([
      'ERROR:  duplicate key value violates unique constraint "item_pkey"',
    ]);
    expect(said).not.toContain('VALUES (7)');
    expect(await query(server.url, 'SELECT count(*)::int AS n FROM item')).toEqual([{ n: 6 }]);
  });
});
