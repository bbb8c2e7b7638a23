import { describe, expect, onTestFinished, test } from 'vitest';
import { startPostgres } from '../servers/postgres.ts';
import { usePg } from './pg-fixture.ts';
import { createItem, inserts, runSeries, seriesOf, stepNames } from './pg-series.ts';
import { query } from './pg-subject.ts';

const f = usePg();

/** What a script must find, whatever the one before it did. */
const look = `INSERT INTO seen SELECT current_user::text, session_user::text,
  current_setting('search_path'), current_setting('work_mem'),
  to_regclass('pg_temp.mine') IS NULL, (SELECT count(*)::int FROM pg_cursors),
  (SELECT count(*)::int FROM pg_listening_channels()),
  (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND objid = 7)`;
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
  test('no role, setting, temporary table, lock, channel, cursor, nor word of our own', async () => {
    await f.apply(
      1,
      `CREATE TABLE seen ("user" text, session text, path text, work_mem text, clean bool, cursors int, channels int, locks int);
       GRANT ALL ON seen TO public`,
    );
    const texts = [
      'SELECT 1',
      'SET SESSION AUTHORIZATION pg_monitor',
      'SET ROLE pg_monitor',
      "CREATE SCHEMA other; SET search_path = other; SET work_mem = '64kB'",
      'CREATE TEMP TABLE mine (i int)',
      'SELECT pg_advisory_lock(7); LISTEN news; DECLARE c CURSOR WITH HOLD FOR SELECT 1',
      'RESET ALL',
      "SET lockstep.outcome = 'moved'",
    ].flatMap((text) => [text, look]);
    const { told, outcome } = await runSeries(f.session, await seriesOf(f, 2, texts));
    expect([outcome, told.length]).toEqual(['applied', 16]);
    expect(await f.query('SELECT * FROM seen')).toEqual(Array.from({ length: 8 }, () => clean));
  });

  test('nor last values of sequences', async () => {
    await f.apply(1, `${createItem} CREATE SEQUENCE s`);
    const texts = [...inserts(5), "SELECT nextval('s')", 'SELECT lastval()'];
    const { told, error } = await runSeries(f.session, await seriesOf(f, 2, texts));
    expect(told).toHaveLength(6);
    expect(error).toMatchObject({ details: { engineCode: '55000' } });
  });
});

const columns = '(migration_name, category, checksum, applied_at, applied_by, duration_ms)';
const values = "'startup', '', now(), '', 0";

/** Scripts by what is wrong with them, given the name of the newest row. */
const refused: Readonly<Record<string, readonly [engineCode: string, text: (newest: string) => string]>> = {
  commits: ['0A000', () => 'COMMIT'],
  'rolls back': ['0A000', () => 'ROLLBACK'],
  'makes a savepoint': ['0A000', () => 'SAVEPOINT a'],
  'commits in a procedure': [
    '2D000',
    () => 'CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$; CALL p()',
  ],
  'discards all': ['25001', () => "DO $$ BEGIN EXECUTE 'DISCARD ALL'; END $$"],
  'deletes the history': ['LS002', () => 'DELETE FROM schema_migrations'],
  'deletes the newest row': [
    'LS002',
    (newest) => `DELETE FROM schema_migrations WHERE migration_name = '${newest}'`,
  ],
  'writes the newest row again': [
    'LS002',
    (newest) => `DELETE FROM schema_migrations WHERE migration_name = '${newest}';
      INSERT INTO schema_migrations ${columns} VALUES ('${newest}', ${values})`,
  ],
  'resets the numbers': ['LS002', () => 'TRUNCATE schema_migrations RESTART IDENTITY'],
  'adds a row': ['LS002', () => `INSERT INTO schema_migrations ${columns} VALUES ('V99__step', ${values})`],
  'says which row stands before it': ['LS002', () => "SELECT set_config('lockstep.left', '1', false)"],
};

test('in a series a script is refused as it is alone, and nothing of it is kept', async () => {
  await f.apply(1, createItem);
  for (const [what, [engineCode, text]] of Object.entries(refused)) {
    const count = (await f.names()).length;
    const texts = [
      ...inserts(count + 4).slice(count - 1),
      `INSERT INTO item VALUES (1000); ${text(`V${count + 5}__step`)}`,
      'SELECT 1',
      'SELECT 2',
    ];
    const { told, error } = await runSeries(f.session, await seriesOf(f, count + 1, texts));
    expect(error, what).toMatchObject({ code: 'FORBIDDEN_STATEMENT', details: { engineCode } });
    expect(told, what).toHaveLength(5);
    expect(await f.names(), what).toEqual(stepNames(count + 5));
    expect(await f.query('SELECT count(*)::int AS n FROM item')).toEqual([{ n: count + 4 }]);
  }
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
