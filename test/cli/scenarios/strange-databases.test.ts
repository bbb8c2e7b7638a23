import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, test } from 'vitest';
import { pair, type Project, project } from './project.ts';

/** A project whose first version is V5, over a file in which `sql` was run before Lockstep saw it. */
async function over(sql: string, more: object = {}): Promise<Project & { readonly tables: () => unknown }> {
  const migrations = { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' };
  const here = await project({
    'lockstep.config.json': JSON.stringify({
      modules: [{ name: 'app', migrations, ...more }],
      databases: { local: 'sqlite:local.db' },
    }),
    ...pair('V5__baseline', 'CREATE TABLE users (id TEXT PRIMARY KEY);\n'),
    ...pair('V6__add_email', 'ALTER TABLE users ADD COLUMN email TEXT;\n'),
  });
  const open = <T>(work: (database: Database.Database) => T): T => {
    const database = new Database(join(here.folder, 'local.db'));
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  open((database) => database.exec(sql));
  const tables = (): unknown =>
    open((database) => database.prepare('SELECT name FROM sqlite_schema ORDER BY name').pluck().all());
  return { ...here, tables };
}

/** What `status` exits with, with and without --exit-code, then plan, migrate, verify. */
async function exitCodes(here: Project): Promise<readonly string[]> {
  const codes = [];
  for (const line of ['status', 'status --exit-code', 'plan', 'migrate', 'verify'])
    codes.push((await here.run(`${line} --quiet`)).split('\n').at(-2) ?? '');
  return codes.map((code) => code.replace('--- exit code ', ''));
}

describe('a table of the history’s name that is none', () => {
  const foreign = 'CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, dirty INTEGER);';

  test('is shown, refused, and left alone', async ({ expect }) => {
    const here = await over(foreign);
    const before = here.tables();
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  empty → V6
        ○ V5__baseline  startup  pending
        ○ V6__add_email  startup  pending
        ✗ HISTORY_FOREIGN
          the table schema_migrations is not a history of Lockstep: its columns are version, dirty
          → Set another "history" for module app in the configuration, or move schema_migrations away; then run lockstep migrate.

      2 pending: 2 startup
      migrate refuses: HISTORY_FOREIGN
      --- exit code 0
      "
    `);
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ HISTORY_FOREIGN
        local: the table schema_migrations is not a history of Lockstep: its columns are version, dirty
        → Set another "history" for module app in the configuration, or move schema_migrations away; then run lockstep migrate.
      --- exit code 4
      "
    `);
    expect(await exitCodes(here)).toEqual(['0', '4', '4', '4', '4']);
    expect(here.tables()).toEqual(before);
  });

  test('stands beside ours under another name', async ({ expect }) => {
    const here = await over(foreign, { history: 'lockstep_history' });
    expect(await exitCodes(here)).toEqual(['0', '3', '0', '0', '0']);
  });
});

describe('a database from before the baseline', () => {
  const baseline = { version: 5, policy: 'reset' };

  test('with another runner’s history is to be created again, says every command', async ({ expect }) => {
    const here = await over(
      'CREATE TABLE users (id TEXT); CREATE TABLE refinery_schema_history (version INTEGER);',
      { baseline },
    );
    const before = here.tables();
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  empty → V6
        ○ V5__baseline  startup  pending
        ○ V6__add_email  startup  pending
        ✗ RESET_REQUIRED
          there is no history of module app, but refinery_schema_history, users: the database is older than the baseline V5
          → Export what you need, recreate the database empty, and run lockstep migrate.

      2 pending: 2 startup
      migrate refuses: RESET_REQUIRED
      --- exit code 0
      "
    `);
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ RESET_REQUIRED
        local: there is no history of module app, but refinery_schema_history, users: the database is older than the baseline V5
        → Export what you need, recreate the database empty, and run lockstep migrate.
      --- exit code 4
      "
    `);
    expect(await exitCodes(here)).toEqual(['0', '4', '4', '4', '4']);
    expect(here.tables()).toEqual(before);
  });

  test('with the module’s tables: the policy says which way out', async ({ expect }) => {
    const table = 'CREATE TABLE users (id TEXT);';
    const codeOf = async (here: Project): Promise<unknown> =>
      ((await here.json('migrate')).document as { readonly error: { readonly code: string } }).error.code;
    expect(await codeOf(await over(table, { baseline }))).toBe('RESET_REQUIRED');
    expect(await codeOf(await over(table))).toBe('BASELINE_REQUIRED');
  });

  test('with a history that ends below it: the policy says which way out', async ({ expect }) => {
    const here = await over('');
    await here.run('migrate --to V5');
    for (const engine of ['postgres', 'sqlite']) await here.remove(`migrations/${engine}/V5__baseline.sql`);
    const config = JSON.parse(await here.read('lockstep.config.json')) as { modules: [object] };
    const judge = async (policy: string): Promise<string> => {
      const modules = [{ ...config.modules[0], baseline: { version: 6, policy } }];
      await here.write('lockstep.config.json', JSON.stringify({ ...config, modules }));
      expect(await exitCodes(here)).toEqual(['0', '4', '4', '4', '4']);
      return here.run('verify');
    };
    expect(await judge('reset')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ RESET_REQUIRED
        local: the history has V5__baseline, older than the baseline V6 of module app
        → Export what you need, recreate the database empty, and run lockstep migrate.
      --- exit code 4
      "
    `);
    expect(await judge('upgrade')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ MISSING_FILE
        local: applied, and the file is gone: migrations/sqlite/V5__baseline.sql
        → Restore migrations/sqlite/V5__baseline.sql from version control, and run lockstep verify.
      --- exit code 4
      "
    `);
  });

  test('tables of others do not matter', async ({ expect }) => {
    const here = await over('CREATE TABLE of_another_application (id TEXT);', { baseline });
    expect(await exitCodes(here)).toEqual(['0', '3', '0', '0', '0']);
  });
});
