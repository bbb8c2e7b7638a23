import { describe, test } from 'vitest';
import { chain, config, nextRelease, project, type Project } from './project.ts';

/** A database at V2, and the files of the next release. */
async function upgrading(): Promise<Project> {
  const here = await project({ ...config(), ...chain });
  await here.run('migrate');
  for (const [file, text] of Object.entries(nextRelease)) await here.write(file, text);
  return here;
}

describe('release and data steps', () => {
  test('an empty database is installed: everything runs, nobody is asked', async ({ expect }) => {
    const here = await project({ ...config(), ...chain, ...nextRelease });
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  V4
        ✓ V1__create_users  startup  applied in <duration>
        ✓ S001__first_user  seed  applied in <duration>
        ✓ V2__add_email  startup  applied in <duration>
        ✓ V3__add_nick  startup  applied in <duration>
        ✓ DM001__fill_nick  data  applied in <duration>
        ✓ V4__drop_name  release  applied in <duration>

      6 applied in <duration>
      nothing pending
      --- standard error
      app: 6 steps to apply
      V1__create_users applied on local in <duration>
      S001__first_user applied on local in <duration>
      V2__add_email applied on local in <duration>
      V3__add_nick applied on local in <duration>
      DM001__fill_nick applied on local in <duration>
      V4__drop_name applied on local in <duration>
      --- exit code 0
      "
    `);
  });

  test('status says what is held by what, and how to go on', async ({ expect }) => {
    const here = await upgrading();
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  V2 → V4
        ✓ V1__create_users  startup  <time>  tester  <duration>
        ✓ S001__first_user  seed  <time>  tester  <duration>
        ✓ V2__add_email  startup  <time>  tester  <duration>
        ○ V3__add_nick  startup  pending
        ○ DM001__fill_nick  data  pending
        ∙ V4__drop_name  release  held by DM001

      3 pending: 1 startup, 1 release, 1 data
      → lockstep migrate
      --- exit code 0
      "
    `);
    expect(await here.run('status --exit-code --quiet')).toBe('--- exit code 3\n');
    expect(await here.run('list --pending')).toMatchInlineSnapshot(`
      "○ V3__add_nick  startup  pending
      ○ DM001__fill_nick  data  pending
      ∙ V4__drop_name  release  held by DM001
      --- exit code 0
      "
    `);
  });

  test('a plain migrate leaves the gates closed', async ({ expect }) => {
    const here = await upgrading();
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  V3 → V4
        … 3 already applied
        ✓ V3__add_nick  startup  applied in <duration>
        ∙ DM001__fill_nick  data  gate closed
        ∙ V4__drop_name  release  held by DM001

      1 applied in <duration>
      2 pending: 1 release, 1 data
      → lockstep migrate --category data
      --- standard error
      app: 1 step to apply
      V3__add_nick applied on local in <duration>
      --- exit code 0
      "
    `);
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  V3 → V4
        ✓ V1__create_users  startup  <time>  tester  <duration>
        ✓ S001__first_user  seed  <time>  tester  <duration>
        ✓ V2__add_email  startup  <time>  tester  <duration>
        ✓ V3__add_nick  startup  <time>  tester  <duration>
        ○ DM001__fill_nick  data  pending
        ∙ V4__drop_name  release  held by DM001

      2 pending: 1 release, 1 data
      → lockstep migrate --category data
      --- exit code 0
      "
    `);
  });

  test('without a terminal a named gate needs --force', async ({ expect }) => {
    const here = await upgrading();
    expect(await here.run('migrate --category data')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIRMATION_REQUIRED
        Nothing was written: DM001__fill_nick on local need your consent
        → Look at the plan (lockstep plan --category data), then run again with --force.
      --- exit code 2
      "
    `);
    expect(await here.run('migrate --category data --force --quiet')).toBe('--- exit code 0\n');
    expect(await here.run('migrate --category release --force')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  V4
        … 5 already applied
        ✓ V4__drop_name  release  applied in <duration>

      1 applied in <duration>
      nothing pending
      --- standard error
      app: 1 step to apply
      V4__drop_name applied on local in <duration>
      --- exit code 0
      "
    `);
  });

  test('a named step that stays held ends with MANUAL_PENDING, what could run has run', async ({
    expect,
  }) => {
    const here = await upgrading();
    expect(await here.run('migrate --category release --force')).toMatchInlineSnapshot(`
      "--- standard error
      app: 1 step to apply
      V3__add_nick applied on local in <duration>
      ✗ MANUAL_PENDING
        What could run has run. V4__drop_name on local is held by DM001
        applied before that on local: V3__add_nick
        → Name the category of the holding step too, or apply that step first.
      --- exit code 3
      "
    `);
    const { exitCode, document } = await here.json('migrate --category release --force');
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({
      error: { code: 'MANUAL_PENDING', details: { held: [{ heldBy: 'DM001', database: 'local' }] } },
      databases: [{ name: 'local', modules: [{ current: 3, latest: 4 }] }],
      pendingCount: 2,
    });
  });

  test('plan shows the same, and its scripts', async ({ expect }) => {
    const here = await upgrading();
    expect(await here.run('plan')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  V2 → V4
        … 3 already applied
        ○ V3__add_nick  startup  will run
        ∙ DM001__fill_nick  data  gate closed
        ∙ V4__drop_name  release  held by DM001

      1 would run; nothing was written
      --- exit code 0
      "
    `);
    expect(await here.run('plan --category release,data --sql')).toMatchInlineSnapshot(`
      "-- V3__add_nick (app) on sqlite: local
      -- migrations/sqlite/V3__add_nick.sql
      ALTER TABLE users ADD COLUMN nick TEXT;

      -- DM001__fill_nick (app) on sqlite: local
      -- migrations/sqlite/DM001__fill_nick.sql
      -- lockstep: after=V3
      UPDATE users SET nick = name;

      -- V4__drop_name (app) on sqlite: local
      -- migrations/sqlite/V4__drop_name.sql
      -- lockstep: category=release
      -- lockstep: requires=DM001
      ALTER TABLE users DROP COLUMN name;
      --- exit code 0
      "
    `);
    expect(await here.run('migrate --dry-run --category data')).toBe(await here.run('plan --category data'));
  });

  test('migrate --to stops there', async ({ expect }) => {
    const here = await upgrading();
    expect(await here.run('migrate --to V3 --category data --force --quiet')).toBe('--- exit code 0\n');
    expect(await here.run('migrate --to V1')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  V3 → V4
        … 5 already applied
        ∙ V4__drop_name  release  beyond --to

      nothing to apply
      1 pending: 1 release
      → lockstep migrate --category release
      --- exit code 0
      "
    `);
  });
});

describe('the JSON documents', () => {
  test('status', async ({ expect }) => {
    const here = await upgrading();
    const { document } = await here.json('status');
    expect(document).toEqual({
      databases: [
        {
          name: 'local',
          engine: 'sqlite',
          driver: 'better-sqlite3',
          url: 'sqlite:local.db',
          modules: [
            {
              name: 'app',
              current: 2,
              latest: 4,
              pending: { startup: 1, release: 1, seed: 0, data: 1 },
              installing: null,
              problem: null,
              migrations: [
                expect.objectContaining({ name: 'V1__create_users', state: 'applied', appliedBy: 'tester' }),
                expect.objectContaining({ name: 'S001__first_user', version: null, category: 'seed' }),
                expect.objectContaining({ name: 'V2__add_email', version: 2 }),
                expect.objectContaining({ name: 'V3__add_nick', state: 'pending', appliedAt: null }),
                expect.objectContaining({ name: 'DM001__fill_nick', state: 'pending', heldBy: null }),
                {
                  name: 'V4__drop_name',
                  version: 4,
                  category: 'release',
                  state: 'held',
                  noOp: null,
                  heldBy: 'DM001',
                  checksum: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
                  appliedAt: null,
                  appliedBy: null,
                  durationMs: null,
                },
              ],
            },
          ],
        },
      ],
      pendingCount: 3,
    });
  });

  test('migrate and plan add an outcome per step', async ({ expect }) => {
    const here = await upgrading();
    const outcomes = (document: unknown): unknown =>
      (
        document as { databases: { modules: { migrations: { outcome: string }[] }[] }[] }
      ).databases[0]?.modules[0]?.migrations.map(({ outcome }) => outcome);
    const already = ['already-applied', 'already-applied', 'already-applied'];
    const planned = await here.json('plan');
    expect(outcomes(planned.document)).toEqual([...already, 'planned', 'not-run', 'not-run']);
    const migrated = await here.json('migrate');
    expect(outcomes(migrated.document)).toEqual([...already, 'applied', 'not-run', 'not-run']);
  });
});

describe('the command that is named next', () => {
  test('works on the database that was given as a URL', async ({ expect }) => {
    const here = await project({ ...config(), ...chain });
    expect(await here.run('status --database sqlite:other.db')).toContain(
      '→ lockstep migrate --database sqlite:other.db\n',
    );
    expect(await here.run('status --database "file:other.db?mode=rwc"')).not.toContain(
      '→ lockstep migrate\n',
    );
  });
});

describe('--to', () => {
  test('an install leaves what is beyond it, and no gate is the reason', async ({ expect }) => {
    const here = await project({ ...config(), ...chain, ...nextRelease });
    expect(await here.run('plan --to V2')).toMatch(/DM001__fill_nick +data +beyond --to\n/);
    const run = await here.run('migrate --to V2');
    expect(run).toMatch(/V3__add_nick +startup +beyond --to\n/);
    expect(run).not.toContain('gate closed');
  });
});
