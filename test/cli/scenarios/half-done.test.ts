import { onTestFinished, test } from 'vitest';
import { callable, calling, cutInCall } from '../../migrate/half-done.ts';
import { freshPostgresStore } from '../../stores/postgres-store.ts';
import { config, type Project, project } from './project.ts';

async function halfDone(): Promise<Project> {
  const store = await freshPostgresStore();
  onTestFinished(() => store.drop());
  const here = await project({
    ...config({ production: store.urls[0]! }),
    'migrations/postgres/V1__t.sql': callable,
    'migrations/sqlite/V1__t.sql': 'SELECT 1;\n',
    'migrations/postgres/V2__call.sql': calling,
    'migrations/sqlite/V2__call.sql': 'SELECT 1;\n',
  });
  await here.run('migrate --to V1');
  await cutInCall(store, () => here.run('migrate'));
  return here;
}

test('a half-done step: shown by status and repair, refused by migrate, resumed by the flag', async ({
  expect,
}) => {
  const here = await halfDone();
  expect(await here.run('status')).toMatchInlineSnapshot(`
    "production  postgres  pg  postgres://postgres:***@<server>

    app  V1 → V2
      ✓ V1__t  startup  <time>  tester  <duration>
      ◐ V2__call  startup  started
      ✗ HALF_DONE
        V2__call stopped in a statement whose outcome cannot be known (migrations/postgres/V2__call.sql:3): CALL p()
        → Look at the database, then run lockstep repair --resume (runs the statement again) or lockstep repair --mark-done (the next migrate goes on behind it).

    1 pending: 1 startup
    migrate refuses: HALF_DONE
    --- exit code 0
    "
  `);
  expect(await here.run('status --exit-code --quiet')).toBe('--- exit code 4\n');
  expect(await here.run('migrate')).toMatchInlineSnapshot(`
    "--- standard error
    ✗ HALF_DONE
      production: V2__call stopped in a statement whose outcome cannot be known (migrations/postgres/V2__call.sql:3): CALL p()

      1 │ -- lockstep: transaction=none
      2 │ VACUUM t;
      3 │ CALL p();

      → Look at the database, then run lockstep repair --resume (runs the statement again) or lockstep repair --mark-done (the next migrate goes on behind it).
    --- exit code 4
    "
  `);
  const shown = await here.run('repair');
  expect(shown).toContain('HALF_DONE  V2__call on production');
  expect(shown).toMatch(/V2__call.sql:3.* outcome cannot be known: CALL p\(\)/);
  expect(shown).toMatch(/--resume.*--mark-done/);
  expect(shown).toContain('--- exit code 4');
  expect(await here.run('repair --resume')).toMatchInlineSnapshot(`
    "✓ mended: V2__call on production

    production  postgres  pg  postgres://postgres:***@<server>

    app  V1 → V2
      ✓ V1__t  startup  <time>  tester  <duration>
      ◐ V2__call  startup  started
    --- exit code 0
    "
  `);
  expect(await here.run('status --exit-code --quiet')).toBe('--- exit code 3\n');
  expect(await here.run('migrate')).toMatchInlineSnapshot(`
    "production  postgres  pg  postgres://postgres:***@<server>

    app  V2
      ✓ V1__t  startup  already applied
      ✓ V2__call  startup  applied in <duration>

    1 applied in <duration>
    nothing pending
    --- standard error
    app: 1 step to apply
    V2__call on production: statement 2 of 3 done
    V2__call on production: statement 3 of 3 done
    V2__call applied on production in <duration>
    --- exit code 0
    "
  `);
});

test('marked as done, the next migrate goes on behind the statement', async ({ expect }) => {
  const here = await halfDone();
  expect(await here.json('repair')).toMatchObject({
    exitCode: 4,
    document: { repairs: [{ migration: 'V2__call', code: 'HALF_DONE', details: { line: 3 } }] },
  });
  expect(await here.json('repair --mark-done')).toMatchObject({
    exitCode: 0,
    document: {
      repairs: [{ migration: 'V2__call' }],
      databases: [{ modules: [{ problem: null, migrations: [{}, { state: 'started' }] }] }],
    },
  });
  expect(await here.run('repair --mark-done')).toMatchInlineSnapshot(`
    "--- standard error
    ✗ USAGE
      No non-transactional step is half done on production: nothing to repair
      → Run lockstep status to see what stands.
    --- exit code 2
    "
  `);
  expect(await here.run('migrate --quiet')).toBe('--- exit code 0\n');
  expect(await here.run('verify')).toMatchInlineSnapshot(`
    "✓ production  app  2 applied, as the files say
    --- exit code 0
    "
  `);
});
