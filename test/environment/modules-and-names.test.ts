import { describe, expect, test } from 'vitest';
import { project } from '../cli/scenarios/project.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';
import { endOf, freshStore, migratorOn, moduleOf } from './world.ts';

describe('several modules in one database', () => {
  const schemas = { one: 'public', two: 'Two', three: 'two', four: 'select' };

  test('keep schema, tables and history to themselves, on PostgreSQL and in one SQLite file', async () => {
    const database = await createPostgresDatabase();
    const names = Object.keys(schemas) as (keyof typeof schemas)[];
    // On PostgreSQL all are called "items": each stands in its own schema.
    const files = names.flatMap((name) =>
      ['postgres', 'sqlite'].flatMap((engine) => {
        const table = engine === 'postgres' ? 'items' : `items_${name}`;
        return [
          [`${name}/${engine}/V1__init.sql`, `CREATE TABLE ${table} (id int PRIMARY KEY);\n`],
          [`${name}/${engine}/S001__first.sql`, `-- lockstep: after=V1\nINSERT INTO ${table} VALUES (1);\n`],
        ] as const;
      }),
    );
    const config = {
      modules: names.map((name) => ({
        name,
        migrations: { postgres: `${name}/postgres`, sqlite: `${name}/sqlite` },
        schema: schemas[name],
        history: `History of ${name}`,
      })),
      databases: { postgres: database.url, better: 'sqlite:one.db', libsql: 'file:other.db' },
    };
    const here = await project({
      'lockstep.config.json': JSON.stringify(config),
      ...Object.fromEntries(files),
    });
    const all = '--database postgres --database better --database libsql';
    expect(await here.run(`migrate --module two ${all}`)).toContain('--- exit code 0\n');
    const count = async (): Promise<unknown> =>
      ((await here.json(`status ${all}`)).document as { readonly pendingCount: number }).pendingCount;
    expect(await count()).toBe(3 * 2 * 3);
    // Whoever comes later finds the others' tables, and they do not matter.
    expect(await here.run(`migrate ${all}`)).toContain('--- exit code 0\n');
    expect(await count()).toBe(0);
    expect(await here.run(`verify ${all}`)).toContain('--- exit code 0\n');
    await database.drop();
  });

  test.each(['postgres', 'sqlite'] as const)(
    'two with one history are refused before anything is written: %s',
    async (kind) => {
      const store = await freshStore(kind);
      const a = await moduleOf({ V1__init: 'CREATE TABLE a (id int);' }, { name: 'a' });
      const refusals = async (history?: string): Promise<unknown> => {
        const settings = { name: 'b', ...(history === undefined ? {} : { history }) };
        const b = await moduleOf(
          { V1__init: 'CREATE TABLE a (id int);', V2__x: 'CREATE TABLE x (id int);' },
          settings,
        );
        const migrator = migratorOn(store.url, a, b);
        return [(await endOf(migrator.migrate()))[0], (await endOf(migrator.status()))[0]];
      };
      const refused = expect.stringMatching(
        /^CONFIG_INVALID: history of module b: the table schema_migrations\w* belongs to module a$/,
      );
      expect(await refusals()).toEqual([refused, refused]);
      expect(await refusals('schema_migrations_state')).toEqual([refused, refused]);
      expect(await endOf(migratorOn(store.url, a).status())).toEqual(['V1__init pending']);
    },
  );
});

describe('the names of history and schema', () => {
  const settings = { migrations: { postgres: 'postgres', sqlite: null } };

  test('may be as long as PostgreSQL keeps them, with room for the side table', async () => {
    const store = await freshStore('postgres');
    const longest = { ...settings, schema: `${'é'.repeat(31)}s`, history: `${'é'.repeat(28)}h` };
    const module = await moduleOf({ V1__a: 'CREATE TABLE a (id int);' }, longest);
    expect(await endOf(migratorOn(store.url, module).migrate())).toEqual(['V1__a applied']);
    const tables = `SELECT tablename AS name FROM pg_tables WHERE schemaname = '${longest.schema}' ORDER BY 1`;
    expect((await store.query(tables)).map(({ name }) => name)).toEqual([
      'a',
      longest.history,
      `${longest.history}_state`,
    ]);
  });

  // The configuration refuses them too: test/modules/validate-config.test.ts.
  test('are refused where they would be cut', async () => {
    const store = await freshStore('postgres');
    for (const [key, value] of [
      ['history', 'h'.repeat(58)],
      ['history', 'é'.repeat(29)],
      ['history', ''],
      ['schema', 's'.repeat(64)],
      ['schema', 'null\0'],
    ] as const) {
      const module = await moduleOf({ V1__a: 'CREATE TABLE a (id int);' }, { ...settings, [key]: value });
      const [end] = await endOf(migratorOn(store.url, module).migrate());
      expect(end).toMatch(
        new RegExp(`^CONFIG_INVALID: ${key} of module app: .* is no name of 1 to (57|63) bytes$`),
      );
    }
    expect(await store.query(`SELECT FROM pg_tables WHERE schemaname = 'public'`)).toEqual([]);
  });
});

test.each(['postgres', 'sqlite', 'file'] as const)(
  'a step may have the longest name that a file can have: %s',
  async (kind) => {
    // 255 bytes with its ending; the names of steps are ASCII.
    const name = `V1__${'x'.repeat(255 - 'V1__.sql'.length)}`;
    const seed = `S001__${'long_'.repeat(48)}name`;
    const store = await freshStore(kind);
    const module = await moduleOf({
      [name]: 'CREATE TABLE a (id int);',
      [seed]: '-- lockstep: after=V1\nINSERT INTO a VALUES (1);',
    });
    const migrator = migratorOn(store.url, module);
    expect(await endOf(migrator.migrate())).toEqual([`${name} applied`, `${seed} applied`]);
    expect(await store.history()).toEqual([name, seed]);
    expect(await endOf(migratorOn(store.url, module).migrate())).toEqual([
      `${name} already-applied`,
      `${seed} already-applied`,
    ]);
  },
);
