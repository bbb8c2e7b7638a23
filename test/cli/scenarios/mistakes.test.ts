import { describe, test } from 'vitest';
import { chain, config, pair, project } from './project.ts';

describe('a mistake says what is wrong and what to do', () => {
  test('in the command line', async ({ expect }) => {
    const here = await project({ ...config(), ...chain });
    expect(await here.run('statsu')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        Unknown command "statsu". Did you mean "status"?
        → lockstep --help lists what there is.
      --- exit code 2
      "
    `);
    expect(await here.run('status --jsno')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        Unknown option "--jsno". Did you mean "--json"?
        → lockstep status --help lists what there is.
      --- exit code 2
      "
    `);
    expect(await here.run('migrate --category relase')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        --category does not know "relase". Did you mean "release"?
        → The categories are startup, release, seed, data.
      --- exit code 2
      "
    `);
    expect(await here.run('migrate --lock-timeout soon')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        --lock-timeout takes a duration, not "soon"
        → Write a number with its unit: --lock-timeout 500ms, 30s or 2m.
      --- exit code 2
      "
    `);
    expect(await here.run('migrate --to V9')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        --to V9: module app has no such step
        → Name a step that the files have. Nearest: V2, V1.
      --- exit code 2
      "
    `);
    expect(await here.run('embedded stat')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        lockstep embedded does not know "stat". Did you mean "start"?
        → Say one of start, stop, status.
      --- exit code 2
      "
    `);
    expect(await here.run('--quiet')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        No command was named
        → lockstep --help lists what there is.
      --- exit code 2
      "
    `);
    expect(await here.run('migrate V2')).toContain('→ A step is named with --to: lockstep migrate --to V2\n');
    expect(await here.run('status V2')).toContain('→ lockstep status --help lists what there is.');
    expect(await here.run('help statsu')).toContain('Unknown command "statsu". Did you mean "status"?');
    expect(await here.run('migrate --sql')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        --sql goes with --dry-run
        → Run lockstep plan --sql to see the scripts.
      --- exit code 2
      "
    `);
    expect(await here.run('status --database lokal')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIG_INVALID
        The database "lokal" is not in the configuration. Did you mean "local"?
        → Name one of local, or give a URL, e.g. sqlite:PATH.
      --- exit code 2
      "
    `);
    expect(await here.run('status --module ap')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIG_INVALID
        The module "ap" is not in the configuration. Did you mean "app"?
        → Name one of app, or all.
      --- exit code 2
      "
    `);
    expect(await here.run('status --database mysql://root@host/db')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIG_INVALID
        --database has the unknown scheme "mysql:".
        → Write postgres://…, sqlite:PATH, file:PATH, libsql://…, http(s)://…, ws(s)://… or embedded:postgres[@MAJOR].
      --- exit code 2
      "
    `);
  });

  test('as one JSON document', async ({ expect }) => {
    const here = await project({ ...config(), ...chain });
    expect(await here.json('statsu')).toEqual({
      exitCode: 2,
      document: {
        error: {
          code: 'USAGE',
          message: 'Unknown command "statsu". Did you mean "status"?',
          hint: 'lockstep --help lists what there is.',
          details: { arguments: ['statsu', '--json'] },
        },
      },
    });
  });

  test('no configuration here', async ({ expect }) => {
    const here = await project({ 'README.md': 'nothing' });
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIG_INVALID
        There is no configuration (lockstep.config.ts, lockstep.config.js, lockstep.config.mjs, lockstep.config.json) in <folder>.
        → Run lockstep init to write one, or name a file with --config.
      --- exit code 2
      "
    `);
    expect(await here.run('status --config lockstep.jsn')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIG_INVALID
        <folder>/lockstep.jsn is no configuration file.
        → Name a .ts, .js, .mjs or .json file.
      --- exit code 2
      "
    `);
  });

  test('a typo in the configuration', async ({ expect }) => {
    const here = await project({
      'lockstep.config.json': '{ "modules": [{ "name": "app", "migration": {} }], "databases": {} }',
    });
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIG_INVALID
        lockstep.config.json: modules[0].migration: expected the key "migrations", found an unknown key.
        → Mend the setting that the message names (docs/files.md lists them).
      --- exit code 2
      "
    `);
  });

  test('a configuration that cannot be loaded: the line of it', async ({ expect }) => {
    // By Node itself: the runner of the tests would load it.
    const here = await project({ 'lockstep.config.ts': 'const all = {};\nexport default {{ all };\n' });
    expect(await here.spawn('status')).toMatch(
      /<folder>\/lockstep\.config\.ts:2 cannot be loaded: .*\n\n {2}1 │ const all = \{\};\n {2}2 │ export default \{\{ all \};\n/,
    );
    await here.remove('lockstep.config.ts');
    await here.write('lockstep.config.mjs', 'const url = undefined;\nexport default { url: url.trim() };\n');
    expect(await here.spawn('status')).toMatch(
      /<folder>\/lockstep\.config\.mjs:2:27 cannot be loaded: Cannot read properties[^]* {2}2 │ export[^\n]*\n {4}│ {27}\^\n/,
    );
  });

  test('a variable that is not set', async ({ expect }) => {
    const here = await project({ ...config({ production: 'env:POSTGRES_URL' }), ...chain });
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIG_INVALID
        databases.production reads the environment variable POSTGRES_URL, which is not set.
        → Set POSTGRES_URL to the URL of the database, or name another database with --database.
      --- exit code 2
      "
    `);
  });

  test('no database at all', async ({ expect }) => {
    const here = await project({
      ...chain,
      'lockstep.config.json':
        '{ "modules": [{ "name": "app", "migrations": { "postgres": "migrations/postgres", "sqlite": "migrations/sqlite" } }] }',
    });
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIG_INVALID
        No database is configured.
        → Name one with --database NAME|URL, in LOCKSTEP_DATABASE_URL, or under "default" in the configuration.
      --- exit code 2
      "
    `);
    expect(await here.run('status', { LOCKSTEP_DATABASE_URL: 'sqlite:other.db' })).toContain(
      'sqlite:other.db',
    );
  });

  test('a folder that is not there', async ({ expect }) => {
    const here = await project(config());
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIG_INVALID
        migrations.postgres of module "app": the folder migrations/postgres does not exist.
        → Create the folder, mend the path, or write null where the module does not exist on that engine.
      --- exit code 2
      "
    `);
  });

  test('one script of a pair', async ({ expect }) => {
    const here = await project({
      ...config(),
      ...chain,
      'migrations/sqlite/V3__only_here.sql': 'CREATE TABLE b (id TEXT);\n',
    });
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ TWIN_MISSING
        migrations/sqlite/V3__only_here.sql: V3 has no postgres script: migrations/postgres/V3__only_here.sql is expected.
        → Write migrations/postgres/V3__only_here.sql, or declare there that nothing is needed: -- lockstep: no-op="reason".
      --- exit code 4
      "
    `);
  });

  test('a name that nobody can read', async ({ expect }) => {
    const here = await project({ ...config(), ...chain, 'migrations/sqlite/v3-add.sql': 'SELECT 1;\n' });
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ BAD_FILE_NAME
        migrations/sqlite/v3-add.sql: not a migration: its prefix is not in upper case; expected V18__snake_case.sql, S001__snake_case.sql (seed) or DM001__snake_case.sql (data).
        → Rename the file, or move it out of the migrations folder.
      --- exit code 4
      "
    `);
  });

  test('a transaction of its own', async ({ expect }) => {
    const here = await project({
      ...config(),
      ...pair('V1__a', 'BEGIN;\nCREATE TABLE a (id TEXT);\nCOMMIT;\n'),
    });
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ FORBIDDEN_STATEMENT
        migrations/postgres/V1__a.sql:1:1: BEGIN would break the transaction in which Lockstep runs the script

        1 │ BEGIN;
          │ ^

        → Take BEGIN out: every script runs in one transaction with its history row.
      --- exit code 4
      "
    `);
  });

  test('a server that does not answer', async ({ expect }) => {
    const here = await project({
      ...config({ production: 'postgres://app:secret@127.0.0.1:1/app', local: 'sqlite:local.db' }),
      ...chain,
    });
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "production  postgres  pg  postgres://app:***@127.0.0.1:1/app
        ✗ DATABASE_UNREACHABLE
          cannot connect to PostgreSQL at 127.0.0.1:1/app: connect ECONNREFUSED 127.0.0.1:1
          → Check the address and that the server runs; lockstep migrate --wait 60s waits for it to come up.

      the database could not be read
      --- exit code 6
      "
    `);
    expect(await here.run('status --quiet --database local --database production')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ DATABASE_UNREACHABLE  production
        cannot connect to PostgreSQL at 127.0.0.1:1/app: connect ECONNREFUSED 127.0.0.1:1
        → Check the address and that the server runs; lockstep migrate --wait 60s waits for it to come up.
      --- exit code 6
      "
    `);
    expect(await here.run('migrate --database local --database production')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ DATABASE_UNREACHABLE
        production: cannot connect to PostgreSQL at 127.0.0.1:1/app: connect ECONNREFUSED 127.0.0.1:1
        → Check the address and that the server runs; lockstep migrate --wait 60s waits for it to come up.
      --- exit code 6
      "
    `);
    const { exitCode, document } = await here.json('status --database local --database production');
    expect(exitCode).toBe(6);
    expect(document).toMatchObject({
      error: { code: 'DATABASE_UNREACHABLE' },
      databases: [
        { name: 'local', modules: [{ name: 'app' }] },
        { name: 'production', modules: [] },
      ],
    });
    expect(JSON.stringify(document)).not.toContain('secret');
  });
});
