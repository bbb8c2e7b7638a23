import type { Pair } from './pair.ts';

/** What generated schemas were reported for, wrongly: nothing differs in any of them. */
export const generatedAlike: readonly Pair[] = [
  {
    name: 'the case of a name, by which conditions are sorted',
    covers: ['4: added parentheses'],
    postgres: `CREATE TABLE t (a integer, "Status" integer, "UPPER" integer, CHECK (a = 1 OR "Status" = 2), CHECK ("UPPER" < a))`,
    sqlite:
      'CREATE TABLE t (a INTEGER, Status INTEGER, UPPER INTEGER, CHECK (a = 1 OR Status = 2), CHECK (upper < a))',
    expect: [],
  },
  {
    name: 'a column with a dot in its name',
    covers: ['4: casts', '4: an encoding check'],
    postgres: `CREATE TABLE t ("x.y" varchar NOT NULL CHECK ("x.y" IN ('a', 'b')), "new.z" integer NOT NULL, z text, CHECK (z <> '' OR "new.z" > 1))`,
    sqlite: `CREATE TABLE t ("x.y" TEXT NOT NULL CHECK ("x.y" IN ('a', 'b')), "new.z" INTEGER CHECK ("new.z" IS NOT NULL) CHECK (typeof("new.z") = 'integer'), z TEXT, CHECK (z <> '' OR "new.z" > 1))`,
    expect: [],
  },
  {
    name: 'the day and the time of day in a format',
    covers: ['4: now() in its spellings'],
    postgres: 'CREATE TABLE t (a date DEFAULT CURRENT_DATE, b time DEFAULT CURRENT_TIME)',
    sqlite: `CREATE TABLE t (a TEXT DEFAULT (strftime('%Y-%m-%d', 'now')), b TEXT DEFAULT (strftime('%H:%M:%S', 'now')))`,
    expect: [],
  },
  {
    name: 'trim of spaces, said and unsaid',
    covers: ['4: TRIM(BOTH FROM x)'],
    postgres: `CREATE TABLE t (a text, b text, CHECK (btrim(a, ' ') <> ''), CHECK (trim(b) <> ''))`,
    sqlite: `CREATE TABLE t (a TEXT, b TEXT, CHECK (trim(a) <> ''), CHECK (trim(b, ' ') <> ''))`,
    expect: [],
  },
  {
    name: 'serial in a table with a backslash in its name',
    covers: ['2: autoincrement'],
    postgres: `CREATE TABLE "back\\slash's" (id serial PRIMARY KEY)`,
    sqlite: `CREATE TABLE "back\\slash's" (id INTEGER PRIMARY KEY)`,
    expect: [],
  },
  {
    name: 'a name with an apostrophe between names in capitals',
    covers: ['4: added parentheses'],
    postgres: `CREATE TABLE t ("o'clock" integer, "Status" integer, "d'or" integer, CHECK ("o'clock" = 1 OR "Status" = 2 OR "d'or" = 3))`,
    sqlite: `CREATE TABLE t ("o'clock" INTEGER, status INTEGER, "d'or" INTEGER, CHECK ("o'clock" = 1 OR Status = 2 OR "d'or" = 3))`,
    expect: [],
  },
  {
    name: 'two triggers of one event whose names differ are told apart by their WHEN',
    covers: ['4: index names'],
    postgres: `CREATE TABLE t (a integer); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.a = 1) EXECUTE FUNCTION f();
      CREATE TRIGGER two BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.a = 2) EXECUTE FUNCTION f()`,
    sqlite: `CREATE TABLE t (a INTEGER);
      CREATE TRIGGER x BEFORE INSERT ON t WHEN 2 = NEW.a BEGIN SELECT 1; END;
      CREATE TRIGGER y BEFORE INSERT ON t WHEN 1 = NEW.a BEGIN SELECT 1; END`,
    expect: [],
  },
  {
    name: 'a predicate that says NOT NULL of a primary key, which takes NULL on SQLite',
    covers: ['5: warning: nullable SQLite primary key'],
    postgres:
      'CREATE TABLE t (id text PRIMARY KEY, n integer); CREATE INDEX t_n ON t (n) WHERE id IS NOT NULL',
    sqlite: 'CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER); CREATE INDEX t_n ON t (n) WHERE id IS NOT NULL',
    expect: ['warning nullable-key:sqlite:t.id'],
  },
  {
    name: 'NOT IN opposite to two CHECKs',
    covers: ['4: IN as = ANY'],
    postgres:
      'CREATE TABLE t (a integer CHECK (a <> 1 AND a <> 2), b integer CHECK (b IS NULL OR b NOT IN (3, 4)))',
    sqlite:
      'CREATE TABLE t (a INTEGER CHECK (a <> 1), b INTEGER CHECK (b <> 4), CHECK (2 <> a), CHECK (b <> 3))',
    expect: [],
  },
];
