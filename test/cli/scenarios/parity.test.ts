import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { type LiveStore, type LiveStoreName, liveStores } from '../../stores/live-store.ts';
import { config, type Files, pair, project, type Project } from './project.ts';

const scratch = (): string => `--scratch ${inject('postgresUrl')}`;

/** V1 is the same on both engines, V2 has lost an index on SQLite, V3 is the same again. */
const lostIndex: Files = {
  ...withParityFile(),
  ...pair('V1__users', 'CREATE TABLE users (id text NOT NULL PRIMARY KEY, owner_id text);\n'),
  'migrations/postgres/V2__owner.sql':
    'ALTER TABLE users ADD COLUMN nick text;\n\nCREATE INDEX users_owner ON users (owner_id);\n',
  'migrations/sqlite/V2__owner.sql': 'ALTER TABLE users ADD COLUMN nick text;\n',
  ...pair('V3__teams', 'CREATE TABLE teams (id text NOT NULL PRIMARY KEY);\n'),
};

/** V2 makes up for what V1 lacks on SQLite. */
const mended: Files = {
  ...withParityFile(),
  'migrations/postgres/V1__users.sql':
    'CREATE TABLE users (id text NOT NULL PRIMARY KEY, n integer NOT NULL);\n',
  'migrations/sqlite/V1__users.sql': 'CREATE TABLE users (id text NOT NULL PRIMARY KEY);\n',
  'migrations/postgres/V2__n.sql': '-- lockstep: no-op="it is there"\n',
  'migrations/sqlite/V2__n.sql': 'ALTER TABLE users ADD COLUMN n integer NOT NULL DEFAULT 0;\n',
  'migrations/postgres/V3__n.sql': 'ALTER TABLE users ALTER n SET DEFAULT 0;\n',
  'migrations/sqlite/V3__n.sql': '-- lockstep: no-op="it is there"\n',
};

function withParityFile(): Files {
  const { 'lockstep.config.json': text = '' } = config();
  const plain = JSON.parse(text) as { modules: object[] };
  const modules = plain.modules.map((module) => ({ ...module, parity: 'migrations/parity.json' }));
  return { 'lockstep.config.json': JSON.stringify({ ...plain, modules }) };
}

const anyVersion = (said: string): string => said.replaceAll(/(PostgreSQL|SQLite) \d[\d.]*/g, '$1 <version>');

const lost = 'index:sqlite:users(owner_id)';

/** A project whose migrations are on two live databases, which costs less than scratch ones; the words that name them. */
async function migrated(
  files: Files,
): Promise<{ readonly here: Project; readonly both: string; readonly live: LiveStore }> {
  const live = await liveStores.pg();
  onTestFinished(live.drop);
  const here = await project(files);
  await here.run(`migrate --database ${live.url} --quiet`);
  await here.run('migrate --database sqlite:here.db --quiet');
  return { here, live, both: `--postgres ${live.url} --sqlite sqlite:here.db` };
}

describe('the modules’ own migrations', () => {
  test('what differs: both sides, since when, and the line on each side', async () => {
    const here = await project(lostIndex);
    expect(anyVersion(await here.run(`parity ${scratch()}`))).toMatchInlineSnapshot(`
      "app  ✗ differs at V3  2 tables, 1 error
        PostgreSQL <version> and SQLite <version>
        diverged first behind V2

        ✗ error  index:sqlite:users(owner_id)  since V2
          SQLite has no index users(owner_id): the same query reads the whole table there.
          PostgreSQL  migrations/postgres/V2__owner.sql:3 │ SQLite  migrations/sqlite/V1__users.sql:1
          CREATE INDEX users_owner ON users (owner_id)    │ (nothing)

      differs: 2 tables, 1 error
      → Mend the side that is wrong by the next version: lockstep new NAME
      → Where it is meant so, accept it: lockstep parity accept 'index:sqlite:users(owner_id)' --reason "…"
      --- exit code 3
      "
    `);
    const { exitCode, document } = await here.json(`parity ${scratch()}`);
    expect(exitCode).toBe(3);
    const { differences, ...rest } = document as { readonly differences: readonly object[] };
    expect(rest).toMatchObject({ verdict: 'differs', accepted: [], staleExceptions: [], notCompared: [] });
    expect(differences.filter((each) => 'severity' in each && each.severity === 'error')).toMatchObject([
      {
        id: lost,
        kind: 'index',
        object: 'users(owner_id)',
        postgres: { ddl: expect.stringContaining('users_owner') },
        sqlite: null,
        since: 'V2',
        files: {
          postgres: { step: 'V2', file: 'migrations/postgres/V2__owner.sql', line: 3 },
          sqlite: { step: 'V1', file: 'migrations/sqlite/V1__users.sql', line: 1 },
        },
      },
    ]);
    // No configured database was touched.
    expect(await here.run('status --database sqlite:local.db')).toContain('V1__users  startup  pending');
  });

  test('what is mended later differs with --at each only, and what that needs is not stale at the head', async () => {
    const here = await project(mended);
    const { exitCode, document } = await here.json(`parity --at each ${scratch()}`);
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({
      modules: [
        {
          firstDiverged: 'V1',
          versions: [
            { step: 'V1', errors: 1, settled: [] },
            { step: 'V2', errors: 1, settled: ['column:sqlite:users.n'] },
            { step: 'V3', errors: 0, settled: ['default:postgres:users.n'] },
          ],
        },
      ],
    });
    type Side = { readonly value: string } | null;
    const { differences } = document as {
      differences: { id: string; severity: string; postgres: Side; sqlite: Side }[];
    };
    const accepted = differences
      .filter(({ severity }) => severity === 'error')
      .map(({ id, postgres, sqlite }) => ({
        id,
        postgres: postgres?.value ?? null,
        sqlite: sqlite?.value ?? null,
        reason: 'shipped',
      }));
    await here.write('migrations/parity.json', JSON.stringify({ accepted }));
    expect(await here.run(`parity --at each ${scratch()} --quiet`)).toBe('--- exit code 0\n');
    expect(await here.run(`parity ${scratch()} --quiet`)).toBe('--- exit code 0\n');
  });

  test('another way to the head ends in another schema', async () => {
    const here = await project({
      ...config(),
      ...pair('V1__a', 'CREATE TABLE a (id integer NOT NULL PRIMARY KEY);\n'),
      ...pair('DM001__b', '-- lockstep: after=V1\nALTER TABLE a ADD COLUMN b text;\n'),
      ...pair('V2__c', 'ALTER TABLE a ADD COLUMN c text;\n'),
    });
    const { exitCode, document } = await here.json(`parity ${scratch()}`);
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({
      verdict: 'differs',
      paths: [
        { engine: 'postgres', path: 'stopped behind V2 without DM001, then the rest', differences: [{}] },
        { engine: 'sqlite', path: 'stopped behind V2 without DM001, then the rest', differences: [{}] },
      ],
    });
  });
});

describe('accept', () => {
  test('the entry is written, and holds until something changes', async () => {
    const { here, both, live } = await migrated(lostIndex);
    expect(await here.run(`parity accept ${lost} --reason "few owners" ${both}`)).toMatchInlineSnapshot(`
      "✓ accepted: index:sqlite:users(owner_id)
        SQLite has no index users(owner_id): the same query reads the whole table there.
        in migrations/parity.json; review it like code
      --- exit code 0
      "
    `);
    expect(JSON.parse(await here.read('migrations/parity.json'))).toMatchObject({
      accepted: [{ id: lost, postgres: expect.any(String), sqlite: null, reason: 'few owners' }],
    });
    expect(await here.run(`parity ${both} --quiet`)).toBe('--- exit code 0\n');
    expect(await here.run(`parity accept ${lost} --reason again ${both}`)).toMatch(
      /USAGE[^]*accepted already/,
    );

    await live.run('DROP INDEX users_owner');
    const { exitCode, document } = await here.json(`parity ${both}`);
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({ verdict: 'differs', staleExceptions: [{ exception: { id: lost } }] });
  });

  test('an id that no difference has, no reason, a module without a parity file', async () => {
    const { here, both } = await migrated(lostIndex);
    expect(await here.run(`parity accept index:sqlite:users(owner_i) --reason x ${both}`)).toMatch(
      /USAGE[^]*Did you mean "index:sqlite:users\(owner_id\)"\?[^]*exit code 2/,
    );
    expect(await here.run(`parity accept ${lost} ${both}`)).toMatch(/USAGE[^]*--reason[^]*exit code 2/);
    for (const [file, text] of Object.entries(config())) await here.write(file, text);
    expect(await here.run(`parity accept ${lost} --reason x ${both}`)).toMatch(
      /CONFIG_INVALID[^]*names no parity file[^]*exit code 2/,
    );
  });

  test('a logical type of a column that no version has is stale', async () => {
    const { here, both } = await migrated(lostIndex);
    await here.write('migrations/parity.json', '{ "logical": { "users.gone": "timestamp-ms" } }');
    expect((await here.json(`parity ${both}`)).document).toMatchObject({
      staleExceptions: [{ exception: { id: 'logical:users.gone' } }],
    });
  });
});

describe('how it is said', () => {
  test('in every format, printed and written', async () => {
    const { here, both } = await migrated(lostIndex);
    for (const [format, looks] of [
      ['json', /^\{\n {2}"verdict": "differs"/],
      ['markdown', /index/],
      ['html', /^<!doctype html>/i],
    ] as const) {
      expect(await here.run(`parity ${both} --format ${format}`)).toMatch(looks);
      expect(await here.run(`parity ${both} --format ${format} --output out/report`)).toMatch(
        /✓ out\/report\n→ the schemas differ\n--- exit code 3/,
      );
      expect(await here.read('out/report')).toMatch(looks);
    }
    expect(await here.run(`parity ${both} --output out/report/x`)).toMatch(/USAGE[^]*cannot be written/);
  });

  test('two empty folders are no proof: it says that nothing was compared', async () => {
    const here = await project(config());
    mkdirSync(join(here.folder, 'migrations/postgres'), { recursive: true });
    mkdirSync(join(here.folder, 'migrations/sqlite'));
    expect(await here.run(`parity ${scratch()}`)).toMatchInlineSnapshot(`
      "app  – nothing to compare  0 tables
        PostgreSQL and SQLite

      nothing to compare: there is no table on either side
      → Name folders or databases that hold something, or write a first migration: lockstep new NAME
      --- exit code 0
      "
    `);
    expect(await here.run(`parity ${scratch()} --format markdown`)).toMatch(/^### ⚠️ Nothing to compare/);
    expect(await here.run(`parity ${scratch()} --format html --output parity.html`)).toContain(
      '→ nothing to compare',
    );
    expect(await here.read('parity.html')).toContain(
      '>Nothing to compare: there is no table on either side<',
    );
    expect(await here.json(`parity ${scratch()}`)).toMatchObject({
      exitCode: 0,
      document: { verdict: 'parity', modules: [{ head: null, tables: [] }] },
    });
  });

  test('flags that do not go together, and words that are none', async () => {
    const here = await project(lostIndex);
    for (const [line, says] of [
      ['--postgres postgres://x/y', '--sqlite'],
      ['--postgres postgres://x/y --sqlite sqlite:a.db --at head', '--at'],
      ['--postgres postgres://x/y --sqlite sqlite:a.db --scratch postgres://x/z', '--scratch'],
      ['--at ech', 'Did you mean "each"'],
      ['--format htm', 'Did you mean "html"'],
      ['--scratch sqlite:a.db', 'PostgreSQL'],
      ['acept x', 'Did you mean "accept"'],
      ['--reason x', 'accept'],
      ['--sqlite postgres://x/y --postgres postgres://x/y', '--sqlite'],
    ]) {
      const said = await here.run(`parity ${line}`);
      expect(said, line).toContain(says);
      expect(said, line).toMatch(/USAGE[^]*exit code 2/);
    }
  });
});

describe('two live databases of any origin', () => {
  const users = 'CREATE TABLE users (id text NOT NULL PRIMARY KEY, name text)';

  async function live(name: LiveStoreName, sql: string): Promise<string> {
    const store = await liveStores[name]();
    onTestFinished(store.drop);
    await store.run(sql);
    return store.url;
  }
  const empty = (): Promise<Project> => project({});

  test.each<LiveStoreName>(['better-sqlite3', 'libsql file', 'libsql server'])('through %s', async (name) => {
    const postgres = await live('pg', `${users}; CREATE INDEX ON users (name)`);
    const sqlite = await live(name, users);
    const { exitCode, document } = await (await empty()).json(
      `parity --postgres ${postgres} --sqlite ${sqlite}`,
    );
    expect(exitCode).toBe(3);
    expect((document as { differences: { id: string }[] }).differences.map(({ id }) => id)).toContain(
      'index:sqlite:users(name)',
    );
  });

  test('what is not there to compare', async () => {
    const here = await project({
      'text.db': 'This is no database, but text that is long enough for a header.',
    });
    const postgres = await live('pg', users);
    const sqlite = await live('better-sqlite3', users);
    const said = (line: string): Promise<string> => here.run(`parity ${line}`);
    expect(await said(`--postgres ${postgres} --sqlite sqlite:no.db`)).toMatch(
      /DATABASE_UNREACHABLE[^]*no\.db does not exist[^]*exit code 6/,
    );
    expect(await said(`--postgres postgres://127.0.0.1:1/x --sqlite ${sqlite}`)).toMatch(
      /DATABASE_UNREACHABLE[^]*exit code 6/,
    );
    expect(await said(`--postgres ${postgres} --sqlite sqlite:text.db`)).toMatch(
      /DATABASE_UNREACHABLE[^]*exit code 6/,
    );
    const bare = await live('pg', 'SELECT 1');
    expect(await said(`--postgres ${bare} --sqlite ${sqlite}`)).toMatch(/CONFIG_INVALID[^]*has no tables/);
  });
});
