import { describe, test } from 'vitest';
import { chain, config, pair, project, type Project } from './project.ts';

async function migrated(): Promise<Project> {
  const here = await project({ ...config(), ...chain });
  await here.run('migrate');
  return here;
}

describe('files and history disagree', () => {
  test('an edited file: shown by status, refused by migrate, found by verify, mended by repair', async ({
    expect,
  }) => {
    const here = await migrated();
    await here.write(
      'migrations/sqlite/V2__add_email.sql',
      'ALTER TABLE users ADD COLUMN email TEXT; -- later\n',
    );
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  V2
        ✓ V1__create_users  startup  <time>  tester  <duration>
        ✓ S001__first_user  seed  <time>  tester  <duration>
        ✗ V2__add_email  startup  edited, <time>  tester  <duration>
        ✗ CHECKSUM_MISMATCH
          migrations/sqlite/V2__add_email.sql was changed after it had been applied: the history has sha256:<hash>, the file sha256:<hash>
          → Restore the file and put the change into a new version, or accept it: lockstep repair --accept V2 --reason TEXT.

      nothing pending
      migrate refuses: CHECKSUM_MISMATCH
      --- exit code 0
      "
    `);
    expect(await here.run('status --exit-code --quiet')).toBe('--- exit code 4\n');
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CHECKSUM_MISMATCH
        local: migrations/sqlite/V2__add_email.sql was changed after it had been applied: the history has sha256:<hash>, the file sha256:<hash>
        → Restore the file and put the change into a new version, or accept it: lockstep repair --accept V2 --reason TEXT.
      --- exit code 4
      "
    `);
    expect(await here.run('verify')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CHECKSUM_MISMATCH
        local: migrations/sqlite/V2__add_email.sql was changed after it had been applied: the history has sha256:<hash>, the file sha256:<hash>
        → Restore the file and put the change into a new version, or accept it: lockstep repair --accept V2 --reason TEXT.
      --- exit code 4
      "
    `);
    expect(await here.run('repair')).toMatchInlineSnapshot(`
      "✗ CHECKSUM_MISMATCH  V2__add_email on local
        migrations/sqlite/V2__add_email.sql was changed after it had been applied: the history has sha256:<hash>, the file sha256:<hash>
        → lockstep repair --accept V2 --reason TEXT, or restore the file
      --- exit code 4
      "
    `);
    expect(await here.run('repair --accept V2')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        --accept needs --reason
        → Say why the edit is harmless: it is recorded.
      --- exit code 2
      "
    `);
    expect(await here.run('repair --accept V2 --reason "a comment"')).toMatchInlineSnapshot(`
      "✓ mended: V2__add_email on local

      local  sqlite  better-sqlite3  sqlite:local.db

      app  V2
        ✓ V1__create_users  startup  <time>  tester  <duration>
        ✓ S001__first_user  seed  <time>  tester  <duration>
        ✓ V2__add_email  startup  <time>  tester  <duration>
      --- exit code 0
      "
    `);
    expect(await here.run('verify')).toMatchInlineSnapshot(`
      "✓ local  app  3 applied, as the files say
      --- exit code 0
      "
    `);
    expect(await here.run('repair')).toBe('nothing to repair\n--- exit code 0\n');
  });

  test('repair refuses flags that do not go together, and a step that is fine', async ({ expect }) => {
    const here = await migrated();
    expect(await here.run('repair --resume --mark-done')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        --resume and --mark-done do not go together
        → Mend one thing at a time.
      --- exit code 2
      "
    `);
    expect(await here.run('repair --reason why')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        --reason goes with --accept
        → Name the step: --accept V18.
      --- exit code 2
      "
    `);
    expect(await here.run('repair --accept V1 --reason why')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        V1 is not an edited migration on local: nothing to repair
        → Run lockstep status to see what stands.
      --- exit code 2
      "
    `);
  });

  test('a file that is gone: repair says how it is settled', async ({ expect }) => {
    const here = await migrated();
    await here.remove('migrations/sqlite/S001__first_user.sql');
    await here.remove('migrations/postgres/S001__first_user.sql');
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  V2
        ✓ V1__create_users  startup  <time>  tester  <duration>
        ✓ V2__add_email  startup  <time>  tester  <duration>
        ✗ S001__first_user  seed  unknown here, <time>  tester  <duration>
        ✗ DATABASE_NEWER
          the history has S001__first_user, beyond the files of module app (their last step is V2__add_email)
          → Deploy the release that has S001__first_user, or a later one, and run its lockstep migrate.

      nothing pending
      migrate refuses: DATABASE_NEWER
      --- exit code 0
      "
    `);
    expect(await here.run('repair')).toMatchInlineSnapshot(`
      "nothing that repair can mend:
        ✗ DATABASE_NEWER
          the history has S001__first_user, beyond the files of module app (their last step is V2__add_email)
          → Deploy the release that has S001__first_user, or a later one, and run its lockstep migrate.
      --- exit code 4
      "
    `);
  });

  test('a version below the head', async ({ expect }) => {
    const here = await project({
      ...config(),
      ...pair('V1__a', 'CREATE TABLE a (id TEXT);\n'),
      ...pair('V3__c', 'CREATE TABLE c (id TEXT);\n'),
    });
    await here.run('migrate');
    for (const [file, text] of Object.entries(pair('V2__b', 'CREATE TABLE b (id TEXT);\n')))
      await here.write(file, text);
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ OUT_OF_ORDER
        local: new, but below a version that is already applied: migrations/sqlite/V2__b.sql
        → Give the file, on both engines, a number above V3, and run lockstep migrate.
      --- exit code 4
      "
    `);
  });

  test('repair has nothing to mend in a database that does not exist', async ({ expect }) => {
    const here = await project({ ...config(), ...chain });
    expect(await here.run('repair')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ DATABASE_UNREACHABLE
        local does not exist (sqlite:local.db)
        → Check the address; lockstep migrate creates a database, repair does not.
      --- exit code 6
      "
    `);
  });
});

describe('a failing script', () => {
  const broken = pair(
    'V3__fill',
    'CREATE TABLE notes (id TEXT);\n\nINSERT INTO notes SELECT nme FROM users;\n',
  );

  test('is shown with its line, and what was applied before', async ({ expect }) => {
    const here = await project({ ...config(), ...chain, ...broken });
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "--- standard error
      app: 4 steps to apply
      V1__create_users applied on local in <duration>
      S001__first_user applied on local in <duration>
      V2__add_email applied on local in <duration>
      V3__fill failed on local: MIGRATION_FAILED
      ✗ MIGRATION_FAILED
        V3__fill on local (migrations/sqlite/V3__fill.sql:3:1): no such column: nme

        1 │ CREATE TABLE notes (id TEXT);
        2 │
        3 │ INSERT INTO notes SELECT nme FROM users;
          │ ^

        applied before that on local: V1__create_users, S001__first_user, V2__add_email
        → Read the statement and the engine’s message, mend the script, and run migrate again.
      --- exit code 1
      "
    `);
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  V2 → V3, installing up to V3__fill
        ✓ V1__create_users  startup  <time>  tester  <duration>
        ✓ S001__first_user  seed  <time>  tester  <duration>
        ✓ V2__add_email  startup  <time>  tester  <duration>
        ○ V3__fill  startup  pending

      1 pending: 1 startup
      → lockstep migrate
      --- exit code 0
      "
    `);
  });

  test('is one JSON document with its place and the report', async ({ expect }) => {
    const here = await project({ ...config(), ...chain, ...broken });
    const { exitCode, document } = await here.json('migrate');
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      error: {
        code: 'MIGRATION_FAILED',
        details: {
          database: 'local',
          module: 'app',
          migration: 'V3__fill',
          version: 3,
          file: 'migrations/sqlite/V3__fill.sql',
          line: 3,
        },
      },
      databases: [{ modules: [{ current: 2 }] }],
      pendingCount: 1,
    });
    expect(document).not.toHaveProperty('error.details.offset');
  });
});
