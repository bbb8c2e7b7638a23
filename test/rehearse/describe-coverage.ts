import { expect, test } from 'vitest';
import { factsOf, type RehearseFixture } from './rehearse-fixture.ts';

/** What kinds of tables get rows, and what happens to those that get none. */
export function describeCoverage(rehearsal: RehearseFixture): void {
  const inPostgres = (text: string): string => text;

  /** Tables that are hard to fill, one per rule. Each must get rows on both engines, and read back equal. */
  const tables = {
    postgres: inPostgres(`
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
CREATE TABLE every_type (
  id bigserial PRIMARY KEY,
  small smallint, whole integer, large bigint,
  flag boolean NOT NULL, word text NOT NULL, short varchar(3), fixed char(4),
  key uuid, at timestamptz, at_ms timestamptz(3), at_s timestamptz(0), day date, clock time, doc jsonb, plain json,
  raw bytea NOT NULL, size double precision, small_size real, price numeric(10,2), cents numeric(10,2), exact numeric,
  feeling mood, tags text[], counts integer[], host inet
);
CREATE TABLE tenants (id uuid PRIMARY KEY, parent_id uuid REFERENCES tenants (id));
CREATE TABLE rooms (
  tenant_id uuid NOT NULL REFERENCES tenants (id), code varchar(8) NOT NULL, PRIMARY KEY (tenant_id, code),
  next_code varchar(8), FOREIGN KEY (tenant_id, next_code) REFERENCES rooms (tenant_id, code)
);
CREATE TABLE left_side (id integer PRIMARY KEY, right_id integer);
CREATE TABLE right_side (id integer PRIMARY KEY, left_id integer NOT NULL REFERENCES left_side (id));
ALTER TABLE left_side ADD FOREIGN KEY (right_id) REFERENCES right_side (id) DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE selves (id integer PRIMARY KEY, self_id integer NOT NULL REFERENCES selves (id));
CREATE TABLE one_to_one (tenant_id uuid PRIMARY KEY REFERENCES tenants (id));
CREATE TABLE ruled (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  a text, b text, c text,
  loud_code text GENERATED ALWAYS AS (code || '!') STORED,
  kind text NOT NULL CHECK (kind IN ('x', 'y')),
  slug text NOT NULL CHECK (slug = lower(slug) AND length(slug) BETWEEN 3 AND 12),
  code text NOT NULL CHECK (code LIKE 'K-%'),
  low integer NOT NULL, high integer NOT NULL,
  hash text NOT NULL CHECK (length(hash) = 64),
  percent integer CHECK (percent >= 0 AND percent <= 100),
  CHECK (low < high),
  CHECK (CASE WHEN a IS NULL THEN 0 ELSE 1 END + CASE WHEN b IS NULL THEN 0 ELSE 1 END + CASE WHEN c IS NULL THEN 0 ELSE 1 END = 1),
  CHECK ((kind = 'y') = (percent IS NOT NULL))
);
CREATE UNIQUE INDEX ruled_slug ON ruled (lower(slug)) WHERE kind = 'x';
CREATE TABLE "Order" ("select" integer PRIMARY KEY, "Mixed Case" text);`),
    sqlite: `
CREATE TABLE every_type (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  small SMALLINT, whole INTEGER, large BIGINT,
  flag BOOLEAN NOT NULL, word TEXT NOT NULL, short VARCHAR(3), fixed CHAR(4),
  key BLOB, at TEXT, at_ms INTEGER, at_s INTEGER, day DATE, clock TIME, doc TEXT, plain JSON,
  raw BLOB NOT NULL, size REAL, small_size REAL, price TEXT, cents INTEGER, exact NUMERIC,
  feeling TEXT, tags TEXT, counts JSON, host TEXT
);
CREATE TABLE tenants (id TEXT NOT NULL PRIMARY KEY, parent_id TEXT REFERENCES tenants (id));
CREATE TABLE rooms (
  tenant_id TEXT NOT NULL REFERENCES tenants (id), code VARCHAR(8) NOT NULL, next_code VARCHAR(8),
  PRIMARY KEY (tenant_id, code), FOREIGN KEY (tenant_id, next_code) REFERENCES rooms (tenant_id, code)
) WITHOUT ROWID;
CREATE TABLE left_side (id INTEGER NOT NULL PRIMARY KEY, right_id INTEGER REFERENCES right_side (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE right_side (id INTEGER NOT NULL PRIMARY KEY, left_id INTEGER NOT NULL REFERENCES left_side (id));
CREATE TABLE selves (id INTEGER NOT NULL PRIMARY KEY, self_id INTEGER NOT NULL REFERENCES selves (id));
CREATE TABLE one_to_one (tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (id));
CREATE TABLE ruled (
  id INTEGER PRIMARY KEY,
  a TEXT, b TEXT, c TEXT,
  loud_code TEXT GENERATED ALWAYS AS (code || '!') STORED,
  kind TEXT NOT NULL CHECK (kind IN ('x', 'y')),
  slug TEXT NOT NULL CHECK (slug = lower(slug) AND length(slug) BETWEEN 3 AND 12),
  code TEXT NOT NULL CHECK (code LIKE 'K-%'),
  low INTEGER NOT NULL, high INTEGER NOT NULL,
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  percent INTEGER CHECK (percent >= 0 AND percent <= 100),
  CHECK (low < high),
  CHECK ((a IS NOT NULL) + (b IS NOT NULL) + (c IS NOT NULL) = 1),
  CHECK ((kind = 'y') = (percent IS NOT NULL))
);
CREATE UNIQUE INDEX ruled_slug ON ruled (lower(slug)) WHERE kind = 'x';
CREATE TABLE "Order" ("select" INTEGER NOT NULL PRIMARY KEY, "Mixed Case" TEXT);`,
  };

  const logical = {
    'every_type.at_ms': 'timestamp-ms',
    'every_type.at_s': 'timestamp-s',
  };

  test('every table gets its rows on both engines, and they read back equal', async () => {
    const insert = "INSERT INTO tenants (id) VALUES ('00000000-0000-4000-8000-00000000abcd');";
    const report = await rehearsal.run({ V1__tables: tables, V2__seed: insert }, { rows: 24, logical });
    expect(report.modules[0]?.notCovered).toEqual([]);
    expect(report.modules[0]?.findings).toEqual([]);
    expect(report.modules[0]?.steps.map(({ rows }) => rows)).toEqual([
      { postgres: 0, sqlite: 0 },
      { postgres: 9 * 24, sqlite: 9 * 24 },
    ]);
  });

  test('a table with one row to a parent gets as many rows as there are parents', async () => {
    const steps = {
      V1__a: `CREATE TABLE parents (id INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE profiles (id INTEGER NOT NULL PRIMARY KEY, parent_id INTEGER NOT NULL UNIQUE REFERENCES parents (id));`,
      V2__b: 'ALTER TABLE profiles ADD COLUMN word TEXT;',
    };
    const [module] = (await rehearsal.run(steps, { rows: 300 })).modules;
    expect(module?.steps.at(-1)?.rows).toEqual({ postgres: 600, sqlite: 600 });
  });

  test('the engines count on from the rows that were made', async () => {
    const steps = {
      V1__a: {
        postgres: 'CREATE TABLE a (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, b integer);',
        sqlite: 'CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, b INTEGER);',
      },
      V2__more: 'INSERT INTO a (b) VALUES (1), (2);',
    };
    expect(factsOf(await rehearsal.run(steps))).toEqual([]);
  });

  const impossible =
    "CREATE TABLE odd (id INTEGER NOT NULL PRIMARY KEY, word TEXT NOT NULL CHECK (substr(word, 3, 4) = 'qxzv'));";

  test('a table whose CHECK no row was found for is told, and its children; a fixture covers both', async () => {
    const steps = {
      V1__a: `${impossible}
CREATE TABLE odd_children (id INTEGER NOT NULL PRIMARY KEY, odd_id INTEGER NOT NULL REFERENCES odd (id));`,
      V2__b: 'ALTER TABLE odd_children ADD COLUMN word TEXT;',
    };
    const report = await rehearsal.run(steps);
    expect(report.verdict).toBe('passed');
    expect(report.modules[0]?.notCovered).toEqual([
      {
        table: 'odd',
        step: 'V2',
        reason: expect.stringContaining('violates check constraint "odd_word_check"'),
      },
      { table: 'odd_children', step: 'V2', reason: 'no row of odd that odd_id could refer to' },
    ]);

    const fixtures = new Map([['odd', [{ ID: 1, word: '12qxzv', unknown: true }]]]);
    const covered = await rehearsal.run(steps, { fixtures });
    expect(covered.modules[0]?.notCovered).toEqual([]);
    expect(covered.modules[0]?.steps[1]?.rows).toEqual({ postgres: 9, sqlite: 9 });
  });
}
