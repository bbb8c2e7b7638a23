import type { Pair } from './pair.ts';

/** Tables, columns, names, lengths. */
export const tablesAndColumns: readonly Pair[] = [
  {
    name: 'nothing on both sides',
    covers: ['5: table'],
    postgres: '',
    sqlite: '',
    expect: [],
  },
  {
    name: 'a table that one side lacks is one difference, whatever is in it',
    covers: ['3: table missing', '5: table'],
    postgres:
      'CREATE TABLE t (a text); CREATE TABLE extra (id text PRIMARY KEY, n integer NOT NULL DEFAULT 0 CHECK (n > 0)); CREATE INDEX extra_n ON extra (n)',
    sqlite: 'CREATE TABLE t (a TEXT); CREATE TABLE more (id TEXT PRIMARY KEY, a TEXT UNIQUE)',
    expect: ['error table:sqlite:extra', 'error table:postgres:more'],
  },
  {
    name: 'a table that was renamed on one side only',
    covers: ['3: table missing'],
    postgres: 'CREATE TABLE item (a text); ALTER TABLE item RENAME TO items',
    sqlite: 'CREATE TABLE item (a TEXT)',
    expect: ['error table:sqlite:items', 'error table:postgres:item'],
  },
  {
    name: 'a column that one side lacks, either side',
    covers: ['3: column missing', '5: column'],
    postgres: 'CREATE TABLE t (a text, b text NOT NULL)',
    sqlite: 'CREATE TABLE t (a TEXT, c INTEGER DEFAULT 1)',
    expect: ['error column:sqlite:t.b', 'error column:postgres:t.c'],
  },
  {
    name: 'a column that was dropped on one side only',
    covers: ['3: column missing', '5: column'],
    postgres: 'CREATE TABLE t (a text, b text); ALTER TABLE t DROP COLUMN b',
    sqlite: 'CREATE TABLE t (a TEXT, b TEXT)',
    expect: ['error column:postgres:t.b'],
  },
  {
    name: 'columns in another order',
    covers: ['4: column order', '5: info: column order'],
    postgres: 'CREATE TABLE t (a text, b integer, c boolean)',
    sqlite: 'CREATE TABLE t (c BOOLEAN, a TEXT, b INTEGER)',
    expect: ['info column-order:both:t'],
  },
  {
    name: 'names in other case, quoted and not',
    covers: ['1: identifiers compare as PostgreSQL folds them'],
    postgres: `CREATE TABLE Accounts (UserId text, "displayName" text, "Kind" integer NOT NULL DEFAULT 0); CREATE INDEX ON Accounts (UserId, "displayName")`,
    sqlite: `CREATE TABLE ACCOUNTS ("userId" TEXT, displayname TEXT, [kind] INTEGER NOT NULL DEFAULT 0); CREATE INDEX a ON accounts (USERID, "DisplayName")`,
    expect: [],
  },
  {
    name: 'names in other case in checks, keys and foreign keys',
    covers: ['1: identifiers compare as PostgreSQL folds them'],
    postgres: `CREATE TABLE "User" ("Id" text PRIMARY KEY); CREATE TABLE t ("UserId" text REFERENCES "User" ("Id"), n integer CHECK (n > 0), "Size" integer CHECK ("Size" >= 1))`,
    sqlite: `CREATE TABLE user (id TEXT NOT NULL PRIMARY KEY); CREATE TABLE T (userid TEXT REFERENCES USER (ID), N INTEGER CHECK (N > 0), size INTEGER CHECK (SIZE >= 1))`,
    expect: [],
  },
  {
    name: 'keywords and spaces as names',
    covers: ['1: identifiers compare as PostgreSQL folds them'],
    postgres: `CREATE TABLE "order" ("group" text, "select" integer CHECK ("select" > 0), "with space" text NOT NULL); CREATE INDEX ON "order" ("group", "with space")`,
    sqlite:
      'CREATE TABLE [order] (`group` TEXT, "select" INTEGER CHECK ([select] > 0), [with space] TEXT NOT NULL); CREATE INDEX "an index" ON "order" ("group", "with space")',
    expect: [],
  },
  {
    name: 'keywords and quotes in names that differ',
    covers: ['1: identifiers compare as PostgreSQL folds them', '3: nullability', '3: index missing'],
    postgres: `CREATE TABLE "order" ("group" text NOT NULL, "a""b" text); CREATE INDEX ON "order" ("group")`,
    sqlite: 'CREATE TABLE "order" ("group" TEXT, "a""b" TEXT)',
    expect: ['error nullability:both:order.group', 'error index:sqlite:order(group)'],
  },
  {
    name: 'constraints of other names',
    covers: ['5: info: names'],
    postgres:
      'CREATE TABLE p (id text CONSTRAINT p_key PRIMARY KEY); CREATE TABLE t (n integer CONSTRAINT positive CHECK (n > 0), p_id text CONSTRAINT t_p REFERENCES p (id))',
    sqlite:
      'CREATE TABLE p (id TEXT NOT NULL PRIMARY KEY); CREATE TABLE t (n INTEGER CONSTRAINT n_is_positive CHECK (n > 0), p_id TEXT CONSTRAINT fk_p REFERENCES p (id))',
    expect: [],
  },
  {
    name: 'lengths that differ',
    covers: ['3: length', '5: length'],
    postgres: 'CREATE TABLE t (a varchar(50), b char(2), c varchar(10))',
    sqlite: 'CREATE TABLE t (a VARCHAR(255), b CHAR(3), c VARCHAR(10))',
    expect: ['error length:both:t.a', 'error length:both:t.b'],
  },
  {
    name: 'a length on one side only',
    covers: ['5: warning: length on one side only'],
    postgres: 'CREATE TABLE t (a varchar(50), b text, c varchar)',
    sqlite: 'CREATE TABLE t (a TEXT, b VARCHAR(255), c VARCHAR)',
    expect: ['warning length:sqlite:t.a', 'warning length:postgres:t.b'],
  },
  {
    name: 'a partitioned table is one table',
    covers: ['5: table'],
    postgres:
      'CREATE TABLE t (at timestamptz NOT NULL, n integer) PARTITION BY RANGE (at); CREATE TABLE t_2020 PARTITION OF t FOR VALUES FROM (MINVALUE) TO (MAXVALUE); CREATE INDEX t_at ON t (at)',
    sqlite: 'CREATE TABLE t (at TEXT NOT NULL, n INTEGER); CREATE INDEX t_at ON t (at)',
    expect: [],
  },
  {
    name: 'one table has nothing in common with its namesake',
    covers: ['5: column', '3: column missing'],
    postgres: 'CREATE TABLE t (a text)',
    sqlite: 'CREATE TABLE t (b TEXT)',
    expect: ['error column:sqlite:t.a', 'error column:postgres:t.b'],
  },
];
