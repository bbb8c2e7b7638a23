import type { Pair } from './pair.ts';

/** Spellings that cost a checker most: nothing differs in any of them. */
export const hardAlike: readonly Pair[] = [
  {
    name: 'a document that is cast to text before it is looked into',
    covers: ['4: json_extract and ->>', '4: casts'],
    postgres: `CREATE TABLE t (k text, d jsonb, CHECK (k = (d->>'k'))); CREATE INDEX t_deep ON t ((d#>>'{a,b}'), k)`,
    sqlite: `CREATE TABLE t (k TEXT, d BLOB, CHECK (k = json_extract(CAST(d AS TEXT), '$.k'))); CREATE INDEX t_deep ON t (json_extract(CAST(d AS TEXT), '$.a.b'), k)`,
    expect: [],
  },
  {
    name: 'a number inside a document',
    covers: ['4: json_extract and ->>', '4: casts'],
    postgres: `CREATE TABLE t (d jsonb); CREATE INDEX t_n ON t (((d->>'n')::integer))`,
    sqlite: `CREATE TABLE t (d TEXT); CREATE INDEX t_n ON t (CAST(json_extract(d, '$.n') AS INTEGER))`,
    expect: [],
  },
  {
    name: 'a list that PostgreSQL was given as one array text',
    covers: ['4: IN as = ANY', '4: casts'],
    postgres: `CREATE TABLE t (a text CHECK (a = ANY ('{x,y}'::text[])), b char(1) CHECK (b IN ('p', 'q')))`,
    sqlite: `CREATE TABLE t (a TEXT CHECK (a IN ('x', 'y')), b CHAR(1) CHECK (b IN ('p', 'q')))`,
    expect: [],
  },
  {
    name: 'numbers of every type beside a constant that PostgreSQL casts',
    covers: ['4: casts'],
    postgres:
      'CREATE TABLE t (a smallint CHECK (a >= 0), b bigint CHECK (b > -1), c double precision CHECK (c <= 0.5), d real CHECK (d > 0), e numeric CHECK (e >= 0))',
    sqlite:
      'CREATE TABLE t (a INTEGER CHECK (a >= 0), b INTEGER CHECK (b > -1), c REAL CHECK (c <= 0.50), d REAL CHECK (d > 0), e INTEGER CHECK (e >= 0))',
    expect: [],
  },
  {
    name: 'IS DISTINCT FROM',
    covers: ['4: added parentheses'],
    postgres: 'CREATE TABLE t (a text, b text, CHECK (a IS DISTINCT FROM b))',
    sqlite: 'CREATE TABLE t (a TEXT, b TEXT, CHECK (a IS NOT b))',
    expect: [],
  },
  {
    name: 'parts of a text, concatenation, remainder and a cast',
    covers: ['4: casts', '4: added parentheses'],
    postgres: `CREATE TABLE t (a text, b text, n integer, CHECK (substring(a from 1 for 3) = 'abc'), CHECK (n % 2 = 0), full_name text GENERATED ALWAYS AS (a || ' ' || b) STORED, CHECK (n::text <> a))`,
    sqlite: `CREATE TABLE t (a TEXT, b TEXT, n INTEGER, full_name TEXT GENERATED ALWAYS AS (a || ' ' || b) STORED, CHECK (substr(a, 1, 3) = 'abc'), CHECK (n % 2 = 0), CHECK (CAST(n AS TEXT) <> a))`,
    expect: [],
  },
  {
    name: 'the length of bytes has two names in PostgreSQL',
    covers: ['4: casts'],
    postgres: 'CREATE TABLE t (a bytea CHECK (octet_length(a) = 16), b bytea CHECK (length(b) <= 32))',
    sqlite: 'CREATE TABLE t (a BLOB CHECK (length(a) = 16), b BLOB CHECK (length(b) <= 32))',
    expect: [],
  },
  {
    name: 'a random UUID, made of parts in SQLite',
    covers: ['2: uuid', '5: default'],
    postgres: 'CREATE TABLE t (id uuid NOT NULL PRIMARY KEY DEFAULT gen_random_uuid())',
    sqlite: `CREATE TABLE t (id TEXT NOT NULL PRIMARY KEY DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))))`,
    expect: [],
  },
  {
    name: 'now in still other spellings',
    covers: ['4: now() in its spellings'],
    postgres:
      'CREATE TABLE t (a timestamptz DEFAULT CURRENT_TIMESTAMP(3), b timestamptz DEFAULT transaction_timestamp(), c timestamptz(3) DEFAULT now(), d timestamp DEFAULT now(), e timestamptz DEFAULT now())',
    sqlite: `CREATE TABLE t (a TEXT DEFAULT (datetime()), b TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')), c DATETIME DEFAULT (CURRENT_TIMESTAMP), d DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%S', 'now')), e DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now')))`,
    expect: [],
  },
  {
    name: 'milliseconds, counted in four ways',
    covers: ['4: now() in its spellings', '2: the unit is part of the type'],
    postgres:
      'CREATE TABLE t (a timestamptz DEFAULT now(), b bigint DEFAULT (extract(epoch FROM now()) * 1000)::bigint, c timestamptz DEFAULT now(), d timestamptz DEFAULT now())',
    sqlite: `CREATE TABLE t (a INTEGER DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), b INTEGER DEFAULT (unixepoch() * 1000), c INTEGER DEFAULT (strftime('%s', 'now') * 1000), d INTEGER DEFAULT (CAST(strftime('%s', 'now') AS INTEGER) * 1000))`,
    logical: { 't.a': 'timestamp-ms', 't.b': 'timestamp-ms', 't.c': 'timestamp-ms', 't.d': 'timestamp-ms' },
    expect: [],
  },
  {
    name: 'comments, quotes and brackets inside a CREATE TABLE of SQLite',
    covers: ['1: identifiers compare as PostgreSQL folds them', '4: added parentheses'],
    postgres: `CREATE TABLE t (a text NOT NULL, b text DEFAULT '), CHECK (1' CHECK (b <> ')' AND b <> 'it''s, "x"'), c integer)`,
    sqlite: `CREATE TABLE 't' ( -- a comment, with a comma CHECK (a > 1)
      'a' TEXT /* NULL) */ NOT NULL, "b" TEXT DEFAULT '), CHECK (1' CHECK ( b <> ')' /* ( */ AND b <> 'it''s, "x"'),
      [c] INTEGER -- DEFAULT 5
    )`,
    expect: [],
  },
  {
    name: 'everything that a column of SQLite can say, in another order',
    covers: ['2: text', '4: NOCASE opposite to citext'],
    postgres: `CREATE TABLE p (id citext PRIMARY KEY); CREATE TABLE t (a citext NOT NULL DEFAULT 'x' UNIQUE CHECK (length(a) > 0) REFERENCES p (id) ON DELETE CASCADE)`,
    sqlite: `CREATE TABLE p (id TEXT COLLATE NOCASE PRIMARY KEY NOT NULL); CREATE TABLE t (a TEXT REFERENCES p (id) ON DELETE CASCADE UNIQUE CONSTRAINT named CHECK (length(a) > 0) COLLATE NOCASE DEFAULT 'x' CONSTRAINT nn NOT NULL)`,
    expect: [],
  },
  {
    name: 'a column that was renamed on both sides, with what names it',
    covers: ['4: index names'],
    postgres:
      'CREATE TABLE t (a integer CHECK (a > 0)); CREATE INDEX t_a ON t (a) WHERE a > 5; ALTER TABLE t RENAME COLUMN a TO n',
    sqlite:
      'CREATE TABLE t (a INTEGER CHECK (a > 0)); CREATE INDEX t_a ON t (a) WHERE a > 5; ALTER TABLE t RENAME COLUMN a TO n',
    expect: [],
  },
  {
    name: 'names that PostgreSQL cuts, and names that are no ASCII',
    covers: ['1: identifiers compare as PostgreSQL folds them'],
    postgres: `CREATE TABLE a_name_that_is_much_longer_than_the_sixty_three_bytes_that_postgresql_keeps (größe integer, "naïve Name" text)`,
    sqlite: `CREATE TABLE a_name_that_is_much_longer_than_the_sixty_three_bytes_that_postgresql_keeps (größe INTEGER, "naïve Name" TEXT)`,
    expect: [],
  },
  {
    name: 'an index that is there twice on one side',
    covers: ['4: an index that repeats a key'],
    postgres: 'CREATE TABLE t (a text); CREATE INDEX t_a ON t (a); CREATE INDEX t_a_again ON t (a)',
    sqlite: 'CREATE TABLE t (a TEXT); CREATE INDEX t_a ON t (a)',
    expect: [],
  },
  {
    name: 'a trigger of another name, for the same changes',
    covers: ['5: trigger', '5: info: names'],
    postgres: `CREATE TABLE t (a text, b text); CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
      CREATE TRIGGER changed AFTER UPDATE OF a, b ON t FOR EACH ROW WHEN (NEW.a IS DISTINCT FROM OLD.a) EXECUTE FUNCTION act()`,
    sqlite: `CREATE TABLE t (a TEXT, b TEXT); CREATE TRIGGER t_changed AFTER UPDATE OF b, a ON t WHEN NEW.a IS NOT OLD.a BEGIN SELECT 1; END`,
    expect: [],
  },
  {
    name: 'columns of a view in other case',
    covers: ['5: view', '1: identifiers compare as PostgreSQL folds them'],
    postgres: 'CREATE TABLE t (a text); CREATE VIEW V AS SELECT a AS UserName FROM t',
    sqlite: 'CREATE TABLE t (a TEXT); CREATE VIEW v AS SELECT a AS "UserName" FROM t',
    expect: [],
  },
  {
    name: 'a length that both sides check, shorter than the declared one; labels that both check, fewer than the enum has',
    covers: ['4: an encoding check', '2: enum', '2: text'],
    postgres: `CREATE TYPE mood AS ENUM ('low', 'mid', 'high'); CREATE TABLE t (a varchar(10) CHECK (length(a) <= 5), m mood CHECK (m IN ('low', 'mid')))`,
    sqlite: `CREATE TABLE t (a VARCHAR(10) CHECK (length(a) <= 5), m TEXT CHECK (m IN ('low', 'mid')))`,
    expect: [],
  },
  {
    name: 'a CHECK lets NULL in, whether it says so or not',
    covers: ['4: BETWEEN as two comparisons', '4: IN as = ANY', '4: added parentheses'],
    postgres: `CREATE TABLE t (a text CHECK (a IS NULL OR length(a) > 3), n integer CHECK (n IS NULL OR n BETWEEN 1 AND 9), s text CHECK (s IN ('x', 'y')), b integer, c integer, CHECK (b IS NULL OR c IS NULL OR b < c))`,
    sqlite: `CREATE TABLE t (a TEXT CHECK (length(a) > 3), n INTEGER CHECK (n BETWEEN 1 AND 9), s TEXT CHECK (s IS NULL OR s IN ('x', 'y')), b INTEGER, c INTEGER, CHECK (b < c))`,
    expect: [],
  },
];
