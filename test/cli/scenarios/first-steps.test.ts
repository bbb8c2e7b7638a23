import { describe, test } from 'vitest';
import { chain, config, pair, project } from './project.ts';

describe('from an empty folder to a migrated database', () => {
  test('init, migrate, new, check, plan, migrate, status', async ({ expect }) => {
    const here = await project({});
    expect(await here.spawn('init')).toMatchInlineSnapshot(`
      "✓ lockstep.config.ts
      ✓ migrations/postgres/V1__create_notes.sql
      ✓ migrations/sqlite/V1__create_notes.sql
      ✓ .gitignore
      → lockstep migrate applies the first pair to the database "local"
      → lockstep new NAME writes the next one
      --- exit code 0
      "
    `);
    expect(await here.spawn('migrate')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:.data/app.db

      app  V1
        ✓ V1__create_notes  startup  applied in <duration>

      1 applied in <duration>
      nothing pending
      --- standard error
      app: 1 step to apply
      V1__create_notes applied on local in <duration>
      --- exit code 0
      "
    `);
    expect(await here.spawn('new AddAuthor')).toMatchInlineSnapshot(`
      "✓ migrations/postgres/V2__add_author.sql
      ✓ migrations/sqlite/V2__add_author.sql
      → write the statements, then: lockstep check
      → lockstep plan shows what would run
      --- exit code 0
      "
    `);
    expect(await here.spawn('check')).toMatchInlineSnapshot(`
      "migrations/postgres/V2__add_author.sql
        1:1  ✗ EMPTY_SCRIPT  empty-script
             the script has no statement
             → Write the statements, or add the header line -- lockstep: no-op="reason".

      migrations/sqlite/V2__add_author.sql
        1:1  ✗ EMPTY_SCRIPT  empty-script
             the script has no statement
             → Write the statements, or add the header line -- lockstep: no-op="reason".

      2 findings in 2 files
      --- exit code 4
      "
    `);
    await here.write('migrations/postgres/V2__add_author.sql', 'ALTER TABLE notes ADD COLUMN author TEXT;\n');
    await here.write('migrations/sqlite/V2__add_author.sql', 'ALTER TABLE notes ADD COLUMN author TEXT;\n');
    expect(await here.spawn('check')).toMatchInlineSnapshot(`
      "✓ nothing found
      --- exit code 0
      "
    `);
    expect(await here.spawn('plan')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:.data/app.db

      app  V1 → V2
        ✓ V1__create_notes  startup  already applied
        ○ V2__add_author  startup  will run

      1 would run; nothing was written
      --- exit code 0
      "
    `);
    expect(await here.spawn('migrate')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:.data/app.db

      app  V2
        ✓ V1__create_notes  startup  already applied
        ✓ V2__add_author  startup  applied in <duration>

      1 applied in <duration>
      nothing pending
      --- standard error
      app: 1 step to apply
      V2__add_author applied on local in <duration>
      --- exit code 0
      "
    `);
    expect(await here.spawn('status')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:.data/app.db

      app  V2
        ✓ V1__create_notes  startup  <time>  tester  <duration>
        ✓ V2__add_author  startup  <time>  tester  <duration>

      nothing pending
      --- exit code 0
      "
    `);
    expect(await here.spawn('list')).toMatchInlineSnapshot(`
      "✓ V1__create_notes  startup  applied  <time>  tester  <duration>
      ✓ V2__add_author  startup  applied  <time>  tester  <duration>
      --- exit code 0
      "
    `);
    expect(await here.spawn('verify')).toMatchInlineSnapshot(`
      "✓ local  app  2 applied, as the files say
      --- exit code 0
      "
    `);
  });

  test('init says what a .gitignore of the project lacks', async ({ expect }) => {
    const here = await project({ '.gitignore': 'node_modules/\n.lockstep/\n' });
    expect(await here.run('init')).toMatchInlineSnapshot(`
      "✓ lockstep.config.ts
      ✓ migrations/postgres/V1__create_notes.sql
      ✓ migrations/sqlite/V1__create_notes.sql
      → add .data/ to .gitignore
      → lockstep migrate applies the first pair to the database "local"
      → lockstep new NAME writes the next one
      --- exit code 0
      "
    `);
  });

  test('init does not overwrite', async ({ expect }) => {
    const here = await project(config());
    expect(await here.run('init')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        This folder has a project already: lockstep.config.json. Nothing was written.
        → Run lockstep new NAME for the next migration, or lockstep init in another folder.
      --- exit code 2
      "
    `);
  });

  test('new writes a declared no-op for the other engine', async ({ expect }) => {
    const here = await project({ ...config(), ...chain });
    expect(
      await here.run('new check_email --only postgres --reason "SQLite checks at once"'),
    ).toMatchInlineSnapshot(`
      "✓ migrations/postgres/V3__check_email.sql
      ✓ migrations/sqlite/V3__check_email.sql
      → write the statements, then: lockstep check
      → lockstep plan shows what would run
      --- exit code 0
      "
    `);
    expect(await here.read('migrations/sqlite/V3__check_email.sql')).toContain(
      'no-op="SQLite checks at once"',
    );
  });

  test('new puts a data step behind the newest version', async ({ expect }) => {
    const here = await project({ ...config(), ...chain });
    expect(await here.json('new fill --category data')).toEqual({
      exitCode: 0,
      document: {
        id: 'DM001',
        module: 'app',
        files: ['migrations/postgres/DM001__fill.sql', 'migrations/sqlite/DM001__fill.sql'],
      },
    });
    expect(await here.read('migrations/sqlite/DM001__fill.sql')).toContain('-- lockstep: after=V2');
  });

  test('bundle packs everything, and replaces only a bundle', async ({ expect }) => {
    const here = await project({ ...config(), ...chain, 'mine.ts': 'export {};\n' });
    expect(await here.run('bundle --out migrations.ts')).toMatchInlineSnapshot(`
      "✓ migrations.ts
      → 3 migrations; run it again after every new one
      --- exit code 0
      "
    `);
    expect(await here.run('bundle --out migrations.ts --quiet')).toMatchInlineSnapshot(`
      "--- exit code 0
      "
    `);
    expect(await here.read('migrations.ts')).toContain('V2__add_email');
    expect(await here.run('bundle --out mine.ts')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        mine.ts exists and is no bundle; nothing was written
        → Name another file with --out.
      --- exit code 2
      "
    `);
  });

  test('bundle makes the folder that it is to write into', async ({ expect }) => {
    const here = await project({ ...config(), ...chain });
    expect(await here.run('bundle --out generated/sql/migrations.ts --quiet')).toBe('--- exit code 0\n');
    expect(await here.read('generated/sql/migrations.ts')).toContain('V2__add_email');
  });

  test('check groups its findings by file', async ({ expect }) => {
    const here = await project({
      ...config(),
      ...pair('V1__bad', 'BEGIN;\nCREATE TABLE a (id TEXT PRIMARY KEY);\nCOMMIT;\n'),
    });
    expect(await here.run('check')).toMatchInlineSnapshot(`
      "migrations/postgres/V1__bad.sql
        1:1  ✗ FORBIDDEN_STATEMENT  transaction-control
             BEGIN would break the transaction in which Lockstep runs the script
             → Take BEGIN out: every script runs in one transaction with its history row.
        3:1  ✗ FORBIDDEN_STATEMENT  transaction-control
             COMMIT would break the transaction in which Lockstep runs the script
             → Take COMMIT out: every script runs in one transaction with its history row.

      migrations/sqlite/V1__bad.sql
        1:1  ✗ FORBIDDEN_STATEMENT  transaction-control
             BEGIN would break the transaction in which Lockstep runs the script
             → Take BEGIN out: every script runs in one transaction with its history row.
        3:1  ✗ FORBIDDEN_STATEMENT  transaction-control
             COMMIT would break the transaction in which Lockstep runs the script
             → Take COMMIT out: every script runs in one transaction with its history row.

      4 findings in 2 files
      --- exit code 4
      "
    `);
    const { exitCode, document } = await here.json('check');
    expect(exitCode).toBe(4);
    expect(document).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'FORBIDDEN_STATEMENT', severity: 'error', line: 1, column: 1 }),
      ]),
    });
  });
});
