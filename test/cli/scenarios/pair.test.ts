import { describe, test } from 'vitest';
import { createPostgresDatabase } from '../../servers/postgres.ts';
import { chain, config, pair, project, type Project } from './project.ts';

/** One SQLite file and one PostgreSQL database, both empty. */
async function both(files: Readonly<Record<string, string>>): Promise<Project> {
  const { url } = await createPostgresDatabase();
  return project({ ...config({ local: 'sqlite:local.db', production: url }), ...files });
}

const on = '--database local --database production';

describe('two engines in one run', () => {
  test('migrate, then status side by side', async ({ expect }) => {
    const here = await both(chain);
    expect(await here.run(`migrate ${on}`)).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db
      production  postgres  pg  postgres://postgres:***@<server>

      app  local  production
                                   V2  V2
        V1__create_users  startup  ✓ applied in <duration>  ✓ applied in <duration>
        S001__first_user  seed  ✓ applied in <duration>  ✓ applied in <duration>
        V2__add_email  startup  ✓ applied in <duration>  ✓ applied in <duration>

      6 applied on 2 databases in <duration>
      nothing pending
      --- standard error
      app: 3 steps to apply
      V1__create_users applied on production in <duration>
      V1__create_users applied on local in <duration>
      S001__first_user applied on production in <duration>
      S001__first_user applied on local in <duration>
      V2__add_email applied on production in <duration>
      V2__add_email applied on local in <duration>
      --- exit code 0
      "
    `);
    expect(await here.run(`status ${on}`)).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db
      production  postgres  pg  postgres://postgres:***@<server>

      app  local  production
                                   V2  V2
        V1__create_users  startup  ✓ <time>  ✓ <time>
        S001__first_user  seed  ✓ <time>  ✓ <time>
        V2__add_email  startup  ✓ <time>  ✓ <time>

      nothing pending
      --- exit code 0
      "
    `);
  });

  test('one that lags behind is seen at a glance, and catches up', async ({ expect }) => {
    const here = await both(chain);
    await here.run('migrate --database local');
    await here.run('migrate --database production --to V1');
    expect(await here.run(`status ${on}`)).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db
      production  postgres  pg  postgres://postgres:***@<server>

      app  local  production
                                   V2  V1 → V2
        V1__create_users  startup  ✓ <time>  ✓ <time>
        S001__first_user  seed  ✓ <time>  ✓ <time>
      ≠ V2__add_email  startup  ✓ <time>  ○ pending

      1 pending on 1 of 2 databases: 1 startup
      → lockstep migrate --database local --database production
      --- exit code 0
      "
    `);
    expect(await here.run(`migrate ${on}`)).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db
      production  postgres  pg  postgres://postgres:***@<server>

      app  local  production
                                V2  V2
        … 2 already applied
        V2__add_email  startup  ✓ already applied  ✓ applied in <duration>

      1 applied on 1 of 2 databases in <duration>
      nothing pending
      --- standard error
      app: 1 step to apply
      V2__add_email applied on production in <duration>
      production lagged behind: app is brought from S001__first_user to V2__add_email
      --- exit code 0
      "
    `);
  });

  test('a script that fails on one engine is kept on none', async ({ expect }) => {
    const here = await both({
      ...chain,
      ...pair('V3__notes', 'CREATE TABLE notes (id TEXT PRIMARY KEY);\n'),
      'migrations/postgres/V3__notes.sql':
        'CREATE TABLE notes (\n  id TEXT PRIMARY KEY,\n  at TIMESTAMPZ\n);\n',
    });
    expect(await here.run(`migrate ${on}`)).toMatchInlineSnapshot(`
      "--- standard error
      app: 4 steps to apply
      V1__create_users applied on production in <duration>
      V1__create_users applied on local in <duration>
      S001__first_user applied on production in <duration>
      S001__first_user applied on local in <duration>
      V2__add_email applied on production in <duration>
      V2__add_email applied on local in <duration>
      V3__notes failed on production: MIGRATION_FAILED
      ✗ MIGRATION_FAILED
        V3__notes on production (migrations/postgres/V3__notes.sql:3:6): type "timestampz" does not exist (42704)

        1 │ CREATE TABLE notes (
        2 │   id TEXT PRIMARY KEY,
        3 │   at TIMESTAMPZ
          │      ^

        local does not have it either: nothing of it was kept there
        applied before that on local: V1__create_users, S001__first_user, V2__add_email
        applied before that on production: V1__create_users, S001__first_user, V2__add_email
        → Read the statement and the engine’s message, mend the script, and run migrate again.
      --- exit code 1
      "
    `);
    expect(await here.run(`status ${on}`)).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db
      production  postgres  pg  postgres://postgres:***@<server>

      app  local  production
                                   V2 → V3  V2 → V3
        installing up to V3__notes
        V1__create_users  startup  ✓ <time>  ✓ <time>
        S001__first_user  seed  ✓ <time>  ✓ <time>
        V2__add_email  startup  ✓ <time>  ✓ <time>
        V3__notes  startup  ○ pending  ○ pending

      2 pending on 2 databases: 2 startup
      → lockstep migrate --database local --database production
      --- exit code 0
      "
    `);
  });
});
