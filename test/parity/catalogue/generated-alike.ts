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
];
