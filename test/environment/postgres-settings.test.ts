import { expect, test } from 'vitest';
import { createMigrator } from '../../src/migrate/migrator.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { endOf, freshStore, migratorOn, moduleOf } from './world.ts';

/** A database with these defaults, which every later connection has. */
async function withDefaults(...settings: readonly string[]): ReturnType<typeof freshStore> {
  const store = await freshStore('postgres');
  const name = new URL(store.url).pathname.slice(1);
  for (const setting of settings) await store.query(`ALTER DATABASE ${name} SET ${setting}`);
  return store;
}

const onPostgres = { migrations: { postgres: 'postgres', sqlite: null } };

// Limits, isolation, read-only defaults and the search path: test/drivers/pg-guard.test.ts and pg-alone.test.ts.
test('no default of the database changes what a script says, nor what the history says', async () => {
  const store = await withDefaults(
    "TimeZone = 'Asia/Kolkata'",
    "DateStyle = 'SQL, DMY'",
    "IntervalStyle = 'iso_8601'",
    "bytea_output = 'escape'",
    'quote_all_identifiers = on',
    'extra_float_digits = 0',
    'transform_null_equals = on',
    "backslash_quote = 'on'",
    'check_function_bodies = off',
    'jit_above_cost = 0',
    "client_encoding = 'LATIN1'",
    'plpgsql.extra_errors = "all"',
    'plpgsql.variable_conflict = "use_column"',
    'enable_seqscan = off',
  );
  const module = await moduleOf(
    {
      V1__a: `CREATE TABLE a (id int PRIMARY KEY, said text); INSERT INTO a VALUES (1, 'é 🦆');`,
      V2__b: '-- lockstep: transaction=none\nCREATE INDEX CONCURRENTLY a_said ON a (said);\nVACUUM a;',
    },
    onPostgres,
  );
  const before = Date.now();
  expect(await endOf(migratorOn(store.url, module).migrate())).toEqual(['V1__a applied', 'V2__b applied']);
  expect(await store.query('SELECT said FROM a')).toEqual([{ said: 'é 🦆' }]);

  const { databases } = await migratorOn(store.url, module).verify();
  const [row] = databases[0]?.modules[0]?.migrations ?? [];
  expect(row).toMatchObject({
    state: 'applied',
    appliedBy: 'tester',
    checksum: module.chain[0]?.scripts.postgres?.checksum,
  });
  // One machine's clock; the two may round differently.
  expect(Date.parse(row?.appliedAt ?? '')).toBeGreaterThan(before - 10);
  expect(Date.parse(row?.appliedAt ?? '')).toBeLessThan(Date.now() + 10);
  const near =
    'SELECT bool_and(abs(extract(epoch FROM clock_timestamp() - applied_at)) < 60) AS near FROM schema_migrations';
  expect(await store.query(near)).toEqual([{ near: true }]);
});

test.each(['off', 'on'])(
  'with standard_conforming_strings = %s backslashes stay what they are',
  async (value) => {
    const store = await withDefaults(`standard_conforming_strings = ${value}`);
    const actor = String.raw`mallory\'); DROP TABLE a; --`;
    const text = String.raw`INSERT INTO a VALUES ('back\slash', E'tab\there', $$dollar\n$$, 'ends in \');
INSERT INTO a VALUES ('\', '; DROP TABLE a; --', '', '');
DO $body$ BEGIN EXECUTE 'INSERT INTO a VALUES (''in\side'', '''', '''', '''')'; END $body$;`;
    const names = ['V1__a', 'V2__b', 'V3__c', 'V4__d', 'V5__e'];
    const module = await moduleOf(
      {
        V1__a: 'CREATE TABLE a (p text, q text, r text, s text);',
        V2__b: text,
        V3__c: `-- lockstep: transaction=none\n${text}\nVACUUM a;`,
        // More than one piece.
        V4__d: `${text}\n${'SELECT 1;\n'.repeat(501)}`,
        V5__e: '-- lockstep: no-op="nothing to do"',
      },
      onPostgres,
    );
    const databases = [parseAddress(store.url, { folder: '/', name: 'db' })];
    await using migrator = createMigrator({ databases, modules: [module], actor });
    expect(await endOf(migrator.migrate())).toEqual(names.map((name) => `${name} applied`));
    expect(await store.query('SELECT p, q, r, s FROM a')).toEqual(
      [1, 2, 3].flatMap(() => [
        { p: 'back\\slash', q: 'tab\there', r: 'dollar\\n', s: 'ends in \\' },
        { p: '\\', q: '; DROP TABLE a; --', r: '', s: '' },
        { p: 'in\\side', q: '', r: '', s: '' },
      ]),
    );
    const actors = 'SELECT DISTINCT applied_by FROM schema_migrations';
    expect(await store.query(actors)).toEqual([{ applied_by: actor }]);
    expect(await endOf(migrator.verify())).toEqual(names.map((name) => `${name} applied`));
  },
);

test.each([
  ['LATIN1', 'é', '🦆'],
  ['SQL_ASCII', 'é 🦆', null],
  ['EUC_JP', '漢字', '🦆'],
])('a database in %s keeps what it can say and refuses what it cannot', async (encoding, said, unsayable) => {
  const store = await freshStore('postgres');
  const url = new URL(store.url);
  const name = `${url.pathname.slice(1)}_other`;
  await store.query(`CREATE DATABASE ${name} ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`);
  url.pathname = `/${name}`;
  const texts = {
    V1__a: `CREATE TABLE "t ${said}" (said text); INSERT INTO "t ${said}" VALUES ('${said}');`,
    V2__b: `-- ${said}\n-- lockstep: transaction=none\nINSERT INTO "t ${said}" VALUES ('${said}');`,
  };
  try {
    const module = await moduleOf(texts, onPostgres);
    const databases = [parseAddress(url.href, { folder: '/', name: 'db' })];
    await using migrator = createMigrator({ databases, modules: [module], actor: `René ${said}` });
    expect(await endOf(migrator.migrate())).toEqual(['V1__a applied', 'V2__b applied']);
    const rows = (await migrator.verify()).databases[0]?.modules[0]?.migrations ?? [];
    expect(rows.map(({ appliedBy }) => appliedBy)).toEqual([`René ${said}`, `René ${said}`]);

    const more = {
      ...texts,
      V3__c: `INSERT INTO "t ${said}" VALUES ('ok');\nINSERT INTO "t ${said}" VALUES ('🦆');`,
    };
    await using next = createMigrator({ databases, modules: [await moduleOf(more, onPostgres)], actor: 'x' });
    const [last = ''] = (await endOf(next.migrate())).slice(-1);
    expect(last).toMatch(
      unsayable === null ? /^V3__c applied$/ : /^MIGRATION_FAILED: .*no equivalent in encoding/s,
    );
    expect(await endOf(next.status())).toEqual([
      'V1__a applied',
      'V2__b applied',
      unsayable === null ? 'V3__c applied' : 'V3__c pending',
    ]);
  } finally {
    await store.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
});

test('a role that becomes another by default stays that one, for scripts and for the history', async () => {
  const store = await freshStore('postgres');
  const url = new URL(store.url);
  const name = url.pathname.slice(1);
  const [login, owner] = [`${name}_Login`, `${name} owner`];
  await store.query(`CREATE ROLE "${owner}"; CREATE ROLE "${login}" LOGIN PASSWORD 'p' NOINHERIT IN ROLE "${owner}";
ALTER ROLE "${login}" SET role = '${owner}'; ALTER ROLE "${login}" SET search_path = 'nowhere';
ALTER DATABASE ${name} OWNER TO "${owner}"`);
  url.username = login;
  url.password = 'p';
  const module = await moduleOf(
    {
      V1__a: 'CREATE TABLE a (id int)',
      V2__b:
        '-- lockstep: transaction=none\nCREATE INDEX CONCURRENTLY a_id ON a (id);\nRESET ROLE;\nVACUUM a;',
      V3__c: 'RESET ROLE; SELECT 1;',
      V4__d: 'CREATE TABLE b (id int)',
    },
    { ...onPostgres, schema: 'of owner' },
  );
  const migrator = migratorOn(url.href, module);
  const applied = ['V1__a applied', 'V2__b applied', 'V3__c applied', 'V4__d applied'];
  expect(await endOf(migrator.migrate())).toEqual(applied);
  expect(await endOf(migrator.verify())).toEqual(applied);
  const owners = `SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'of owner'`;
  expect(await store.query(owners)).toEqual([{ tableowner: owner }]);
});
