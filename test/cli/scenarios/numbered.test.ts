import { describe, test } from 'vitest';
import { pair, type Files, type Project, project } from './project.ts';

function numbered(more: object = {}): Files {
  const migrations = { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' };
  return {
    'lockstep.config.json': JSON.stringify({
      modules: [{ name: 'app', migrations, naming: 'numbered', ...more }],
      databases: { local: 'sqlite:local.db' },
    }),
  };
}
const first: Files = {
  ...pair('001_create_users', 'CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT);\n'),
  ...pair('S001_first_user', "INSERT INTO users (id) VALUES ('1');\n"),
};
const next: Files = {
  ...pair('002_add_email', 'ALTER TABLE users ADD COLUMN email TEXT;\n'),
  ...pair('100_drop_name', 'ALTER TABLE users DROP COLUMN name;\n'),
  ...pair('S002_second_user', "INSERT INTO users (id) VALUES ('2');\n"),
  ...pair('DM001_fill_email', "UPDATE users SET email = 'none';\n"),
};
async function add(here: Project, files: Files): Promise<void> {
  for (const [file, text] of Object.entries(files)) await here.write(file, text);
}

describe('the numbered profile', () => {
  test('runs startup, release, seed, data, each by number; a pending release holds no seed', async ({
    expect,
  }) => {
    const here = await project({ ...numbered(), ...first });
    await here.run('migrate');
    await add(here, next);
    expect(await here.run('status')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  001 → 100
        ✓ 001_create_users  startup  <time>  tester  <duration>
        ○ 002_add_email  startup  pending
        ○ 100_drop_name  release  pending
        ✓ S001_first_user  seed  <time>  tester  <duration>
        ○ S002_second_user  seed  pending
        ○ DM001_fill_email  data  pending

      4 pending: 1 startup, 1 release, 1 seed, 1 data
      → lockstep migrate
      --- exit code 0
      "
    `);
    expect(await here.run('plan')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  001 → 100
        ✓ 001_create_users  startup  already applied
        ○ 002_add_email  startup  will run
        ∙ 100_drop_name  release  gate closed
        ✓ S001_first_user  seed  already applied
        ○ S002_second_user  seed  will run
        ∙ DM001_fill_email  data  gate closed

      2 would run; nothing was written
      --- exit code 0
      "
    `);
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  002 → 100
        ✓ 001_create_users  startup  already applied
        ✓ 002_add_email  startup  applied in <duration>
        ∙ 100_drop_name  release  gate closed
        ✓ S001_first_user  seed  already applied
        ✓ S002_second_user  seed  applied in <duration>
        ∙ DM001_fill_email  data  gate closed

      2 applied in <duration>
      2 pending: 1 release, 1 data
      → lockstep migrate --category release,data
      --- standard error
      app: 2 steps to apply
      002_add_email applied on local in <duration>
      S002_second_user applied on local in <duration>
      --- exit code 0
      "
    `);
    expect(await here.run('migrate --category release')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ CONFIRMATION_REQUIRED
        Nothing was written: 100_drop_name on local need your consent
        → Look at the plan (lockstep plan --category release), then run again with --force.
      --- exit code 2
      "
    `);
    expect(await here.run('migrate --category data --force --quiet')).toBe('--- exit code 0\n');
    expect(await here.run('list')).toMatchInlineSnapshot(`
      "✓ 001_create_users  startup  applied  <time>  tester  <duration>
      ✓ 002_add_email  startup  applied  <time>  tester  <duration>
      ○ 100_drop_name  release  pending
      ✓ S001_first_user  seed  applied  <time>  tester  <duration>
      ✓ S002_second_user  seed  applied  <time>  tester  <duration>
      ✓ DM001_fill_email  data  applied  <time>  tester  <duration>
      --- exit code 0
      "
    `);
    expect(await here.run('migrate --category release --force --quiet')).toBe('--- exit code 0\n');
    expect(await here.run('verify')).toMatchInlineSnapshot(`
      "✓ local  app  6 applied, as the files say
      --- exit code 0
      "
    `);
    expect(await here.run('status --exit-code --quiet')).toBe('--- exit code 0\n');
  });

  test('judges the order within a category: a new startup number below a release is fine, below a startup not', async ({
    expect,
  }) => {
    const here = await project({ ...numbered(), ...first, ...next });
    await here.run('migrate');
    await add(here, pair('003_add_nick', 'ALTER TABLE users ADD COLUMN nick TEXT;\n'));
    expect(await here.run('migrate --quiet')).toBe('--- exit code 0\n');
    await add(here, pair('102_add_age', 'ALTER TABLE users ADD COLUMN age TEXT;\n'));
    expect(await here.run('migrate --category release --force --quiet')).toBe('--- exit code 0\n');
    await add(here, pair('101_add_size', 'ALTER TABLE users ADD COLUMN size TEXT;\n'));
    expect(await here.run('migrate')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ OUT_OF_ORDER
        local: new, but below a version that is already applied: migrations/sqlite/101_add_size.sql
        → Give the file, on both engines, a number above 102, and run lockstep migrate.
      --- exit code 4
      "
    `);
    expect(await here.run('status --exit-code --quiet')).toBe('--- exit code 4\n');
  });

  test.for(['after=V1', 'requires=DM001', 'category=startup'])(
    'has no header %s: the order is that of the numbers alone',
    async (header, { expect }) => {
      const script = `-- lockstep: ${header}\nALTER TABLE users ADD COLUMN age TEXT;\n`;
      const here = await project({ ...numbered(), ...first, ...pair('002_add_age', script) });
      for (const line of ['plan', 'migrate', 'status']) {
        const said = await here.run(line);
        expect(said).toMatch(/BAD_DIRECTIVE\n +migrations\/postgres\/002_add_age\.sql:1/);
        expect(said).toContain('--- exit code 4');
      }
    },
  );

  test('shipped files keep the names that legacyNames gives them', async ({ expect }) => {
    const legacyNames = [
      { file: 'init.sql', version: 1, category: 'startup' },
      { file: 'old-demo-data.sql', version: 1, category: 'seed' },
    ];
    const here = await project({
      ...numbered({ legacyNames }),
      ...pair('init', 'CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT);\n'),
      ...pair('old-demo-data', "INSERT INTO users (id) VALUES ('1');\n"),
      ...pair('002_add_email', 'ALTER TABLE users ADD COLUMN email TEXT;\n'),
    });
    expect(await here.run('plan')).toMatchInlineSnapshot(`
      "local  sqlite  better-sqlite3  sqlite:local.db

      app  empty → 002, installing up to old-demo-data
        ○ init  startup  will run
        ○ 002_add_email  startup  will run
        ○ old-demo-data  seed  will run

      3 would run; nothing was written
      --- exit code 0
      "
    `);
    expect(await here.run('migrate --quiet')).toBe('--- exit code 0\n');
    expect(await here.run('list')).toMatchInlineSnapshot(`
      "✓ init  startup  applied  <time>  tester  <duration>
      ✓ 002_add_email  startup  applied  <time>  tester  <duration>
      ✓ old-demo-data  seed  applied  <time>  tester  <duration>
      --- exit code 0
      "
    `);
    expect(await here.run('verify --quiet')).toBe('--- exit code 0\n');
    await add(here, numbered());
    expect(await here.run('verify')).toMatchInlineSnapshot(`
      "--- standard error
      ✗ BAD_FILE_NAME
        migrations/postgres/init.sql: not a migration: the profile does not know this form; expected 001_snake_case.sql to 099_ (startup), 100_ to 999_ (release), S001_snake_case.sql (seed) or DM001_snake_case.sql (data). (and 3 more: lockstep check lists them)
        → Rename the file, or move it out of the migrations folder.
      --- exit code 4
      "
    `);
  });
});
