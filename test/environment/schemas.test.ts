import { expect, test } from 'vitest';
import { endOf, freshStore, migratorOn, moduleOf } from './world.ts';

/** What PostgreSQL takes for a schema, between double quotes. */
const schemas = [
  'app',
  'Weird Schema',
  'select',
  'quote"d',
  "it's",
  'dot.ted \\ $lockstep$',
  'émoji 🦆',
  `${'é'.repeat(31)}x`,
  'PG_mine',
];

/** One version in a transaction, one outside it, one row in each. */
const texts = {
  V1__a:
    'CREATE TABLE Items (id int PRIMARY KEY); CREATE TABLE "Mixed Case" (id int); INSERT INTO items VALUES (1);',
  V2__b:
    '-- lockstep: transaction=none\nCREATE INDEX CONCURRENTLY items_id ON items (id);\nINSERT INTO items VALUES (2);',
};
const applied = ['V1__a applied', 'V2__b applied'];
const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

test('a schema is created, holds tables, history and side table, and nothing goes elsewhere: whatever its name', async () => {
  const store = await freshStore('postgres');
  for (const schema of schemas) {
    // The longest name that leaves room for that of the side table; else one as odd.
    const history = schema.startsWith('éé') ? `${'é'.repeat(28)}h` : `History of ${schema}`;
    const module = await moduleOf(texts, {
      migrations: { postgres: 'postgres', sqlite: null },
      schema,
      history,
    });
    const migrator = migratorOn(store.url, module);
    expect(await endOf(migrator.migrate()), schema).toEqual(applied);
    expect(await endOf(migratorOn(store.url, module).verify()), schema).toEqual(applied);
    const rows = await store.query(
      `SELECT migration_name FROM ${quote(schema)}.${quote(history)} ORDER BY revision`,
    );
    expect(rows.length, schema).toBe(2);
    expect(await store.query(`SELECT id FROM ${quote(schema)}.items ORDER BY id`)).toEqual(
      [1, 2].map((id) => ({ id })),
    );
    await migrator[Symbol.asyncDispose]();
  }
  const elsewhere = `SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'weird schema')`;
  expect(await store.query(elsewhere)).toEqual([]);
  const count = `SELECT count(*)::int AS n FROM pg_tables WHERE tablename IN ('items', 'Mixed Case')`;
  expect(await store.query(count)).toEqual([{ n: 2 * schemas.length }]);
});

test('a database without the history is judged by the tables of its own schema alone', async () => {
  const store = await freshStore('postgres');
  await store.query('CREATE SCHEMA "Mine"; CREATE SCHEMA mine; CREATE TABLE mine.items (id int)');
  const settings = { migrations: { postgres: 'postgres', sqlite: null }, schema: 'Mine' };
  const module = await moduleOf(texts, settings);
  expect(await endOf(migratorOn(store.url, module).status())).not.toContain('BASELINE_REQUIRED');
  await store.query('CREATE TABLE "Mine".items (id int)');
  expect(await endOf(migratorOn(store.url, module).status())).toContain('BASELINE_REQUIRED');
  expect((await endOf(migratorOn(store.url, module).migrate()))[0]).toMatch(
    /^BASELINE_REQUIRED: .*Mine\.items/,
  );
});

test.each([
  ['MixedIdx', 'Items'],
  ['ÄIdx', 'ÄTable'],
  ['"Mixed "" Idx"', '"Mixed Case"'],
  ['"🦆"', '"Other.Schema"."T"'],
  [`"${'é'.repeat(40)}"`, `"${'ü'.repeat(40)}"`],
  ['U&"d\\0061ta"', 'U&"t\\0061ble"'],
])(
  'an index that could not be built concurrently is gone, whatever its name: %s on %s',
  async (index, table) => {
    const store = await freshStore('postgres');
    const module = await moduleOf(
      {
        V1__a: `CREATE SCHEMA "Other.Schema"; CREATE TABLE ${table} (id int); INSERT INTO ${table} VALUES (1), (1);`,
        V2__b: `-- lockstep: transaction=none\nCREATE UNIQUE INDEX CONCURRENTLY ${index} ON ${table} (id);`,
      },
      { migrations: { postgres: 'postgres', sqlite: null }, schema: 'Quote"d S' },
    );
    const [end] = await endOf(migratorOn(store.url, module).migrate());
    expect(end).toMatch(/^MIGRATION_FAILED: V2__b .*could not create unique index/);
    const invalid = 'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid';
    expect(await store.query(invalid)).toEqual([]);
    await store.query(`SET search_path = "Quote""d S"; TRUNCATE ${table}`);
    expect(await endOf(migratorOn(store.url, module).migrate())).toEqual([
      'V1__a already-applied',
      'V2__b applied',
    ]);
  },
);
