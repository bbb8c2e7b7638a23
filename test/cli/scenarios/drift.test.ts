import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { type LiveStore, type LiveStoreName, liveStores } from '../../stores/live-store.ts';
import { chain, config, pair, project, type Project } from './project.ts';

/** One database per driver, migrated; scratch databases of PostgreSQL lie beside it on the run's server. */
async function migrated(name: LiveStoreName): Promise<{ readonly here: Project; readonly live: LiveStore }> {
  const live = await liveStores[name]();
  onTestFinished(live.drop);
  const here = await project({ ...config({ live: live.url }), ...chain });
  expect(await here.run('migrate --quiet')).toBe('--- exit code 0\n');
  return { here, live };
}

const drift = (): string => `drift --scratch ${inject('postgresUrl')}`;

interface Drift {
  readonly exitCode: number;
  readonly document: {
    readonly verdict: string;
    readonly modules: readonly {
      readonly head: string | null;
      readonly differences: readonly { readonly kind: string; readonly object: string }[];
      readonly notCompared: readonly { readonly name: string }[];
    }[];
  };
}

describe.each(Object.keys(liveStores) as LiveStoreName[])('drift of a database through %s', (name) => {
  test('what somebody changed by hand is found; what is none of the module is listed', async () => {
    const { here, live } = await migrated(name);
    expect(await here.json(drift())).toMatchObject({
      exitCode: 0,
      document: { verdict: 'same', modules: [{ head: 'V2', differences: [], notCompared: [] }] },
    });
    const rows = await live.read('SELECT name FROM users');
    await live.run('CREATE INDEX users_by_name ON users (name); CREATE TABLE somebody_elses (id INTEGER)');
    const { exitCode, document } = (await here.json(drift())) as Drift;
    expect(exitCode).toBe(3);
    expect(document.verdict).toBe('drifted');
    expect(document.modules[0]?.differences.map(({ kind }) => kind)).toEqual(['index']);
    expect(document.modules[0]?.notCompared.map((left) => left.name)).toEqual(['somebody_elses']);
    expect(await live.read('SELECT name FROM users')).toEqual(rows);
  });
});

test('for people', async () => {
  const { here, live } = await migrated('better-sqlite3');
  await live.run('CREATE INDEX users_by_name ON users (name); CREATE TABLE somebody_elses (id INTEGER)');
  expect(await here.run('drift')).toMatchInlineSnapshot(`
    "app on live  ✗ has drifted  1 difference

      ✗ index  users_by_name
        The index users_by_name is not expected.
        expected  │ found
        (nothing) │ CREATE INDEX users_by_name ON users (name)

    1 difference
    → Put it back by hand as its history makes it, or make it so everywhere by the next version: lockstep new NAME

    not compared on live (no script of a module makes it): table somebody_elses
    --- exit code 3
    "
  `);
});

test('a seed that was added late is replayed in the order in which it ran', async () => {
  const { here, live } = await migrated('better-sqlite3');
  const late = pair('S002__late', '-- lockstep: after=V1\nCREATE TABLE late AS SELECT * FROM users;\n');
  for (const [file, text] of Object.entries(late)) await here.write(file, text);
  await here.run('migrate');
  expect(await live.read("SELECT name FROM pragma_table_info('late')")).toEqual(['id', 'name', 'email']);
  expect(await here.run('drift')).toContain('no drift');
});

test('a step that is pending has not drifted', async () => {
  const { here } = await migrated('better-sqlite3');
  for (const [file, text] of Object.entries(pair('V3__nick', 'ALTER TABLE users ADD COLUMN nick TEXT;\n')))
    await here.write(file, text);
  expect(await here.json(drift())).toMatchObject({
    exitCode: 0,
    document: { verdict: 'same', modules: [{ head: 'V2' }] },
  });
});

test('a changed file cannot be replayed as it was', async () => {
  const { here } = await migrated('better-sqlite3');
  await here.write('migrations/sqlite/V2__add_email.sql', 'ALTER TABLE users ADD COLUMN mail TEXT;\n');
  expect(await here.run('drift')).toMatch(/CHECKSUM_MISMATCH[^]*exit code 4/);
});

test('a database that does not exist', async () => {
  const here = await project({ ...config(), ...chain });
  expect(await here.run('drift')).toMatchInlineSnapshot(`
    "--- standard error
    ✗ DATABASE_UNREACHABLE
      local does not exist (sqlite:local.db)
      → Check the address; lockstep migrate creates a database, drift does not.
    --- exit code 6
    "
  `);
  expect(await here.run('status --quiet')).toBe('--- exit code 0\n');
});
