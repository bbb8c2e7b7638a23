import type { Engine } from '../../src/core/engine.ts';

type Script = string | { readonly [E in Engine]: string };

/** A version that loses something, and its twin that does not, over tables named `bad_…`; the twin's are `ok_…`. */
export interface Loss {
  readonly name: string;
  readonly setup: Script;
  readonly bad: Script;
  readonly good: Script;
  /** Of the bad one: engine, kind, place. */
  readonly expected: readonly string[];
}

const family = (action: string, column: string): string => `
CREATE TABLE bad_parents (id INTEGER NOT NULL PRIMARY KEY, name TEXT);
CREATE TABLE bad_children (
  id INTEGER NOT NULL PRIMARY KEY,
  parent_id INTEGER ${column} REFERENCES bad_parents (id) ON DELETE ${action}
);`;

const refill = `
CREATE TABLE bad_copy AS SELECT * FROM bad_parents;
DELETE FROM bad_parents;
INSERT INTO bad_parents SELECT * FROM bad_copy;
DROP TABLE bad_copy;`;

const rebuild = `-- lockstep: foreign-keys=off
CREATE TABLE bad_parents_new (id INTEGER NOT NULL PRIMARY KEY, name TEXT, CHECK (id <> -77));
INSERT INTO bad_parents_new (id, name) SELECT id, name FROM bad_parents;
DROP TABLE bad_parents;
ALTER TABLE bad_parents_new RENAME TO bad_parents;`;

const inPlace = 'ALTER TABLE bad_parents ADD CHECK (id <> -77);';

const copyOf = (columns: string, from: string): string => `
CREATE TABLE bad_things_new (${columns});
INSERT INTO bad_things_new SELECT ${from} FROM bad_things;
DROP TABLE bad_things;
ALTER TABLE bad_things_new RENAME TO bad_things;`;

export const losses: readonly Loss[] = [
  {
    name: 'children go with the rows of a parent that is filled anew',
    setup: family('CASCADE', 'NOT NULL'),
    bad: { postgres: inPlace, sqlite: refill },
    good: { postgres: inPlace, sqlite: rebuild },
    expected: ['sqlite rows-lost bad_children'],
  },
  {
    name: 'SET NULL fires when the rows of a parent go',
    setup: family('SET NULL', ''),
    bad: { postgres: inPlace, sqlite: refill },
    good: { postgres: inPlace, sqlite: rebuild },
    expected: ['sqlite value-nulled bad_children.parent_id'],
  },
  {
    name: 'a default reaches old rows on one engine only',
    setup: 'CREATE TABLE bad_things (id INTEGER NOT NULL PRIMARY KEY);',
    bad: {
      postgres: 'ALTER TABLE bad_things ADD COLUMN level integer DEFAULT 5;',
      sqlite: copyOf('id INTEGER NOT NULL PRIMARY KEY, level INTEGER DEFAULT 5', 'id, NULL'),
    },
    good: 'ALTER TABLE bad_things ADD COLUMN level INTEGER DEFAULT 5;',
    expected: ['both engines-differ bad_things.level'],
  },
  {
    name: 'a number is rounded by its new type',
    setup: {
      postgres: 'CREATE TABLE bad_things (id integer PRIMARY KEY, size double precision);',
      sqlite:
        'CREATE TABLE bad_things (id INTEGER NOT NULL PRIMARY KEY, size REAL CHECK (size BETWEEN 0 AND 9));',
    },
    bad: {
      postgres: 'ALTER TABLE bad_things ALTER COLUMN size TYPE integer;',
      sqlite: copyOf('id INTEGER NOT NULL PRIMARY KEY, size INTEGER', 'id, CAST(size AS INTEGER)'),
    },
    good: {
      postgres: 'ALTER TABLE bad_things ALTER COLUMN size TYPE numeric;',
      sqlite: copyOf('id INTEGER NOT NULL PRIMARY KEY, size NUMERIC', 'id, CAST(size AS NUMERIC)'),
    },
    expected: ['postgres value-changed bad_things.size', 'sqlite value-changed bad_things.size'],
  },
  {
    name: 'a text is cut by its new type',
    setup: 'CREATE TABLE bad_things (id INTEGER NOT NULL PRIMARY KEY, word VARCHAR(20));',
    bad: {
      postgres: 'ALTER TABLE bad_things ALTER COLUMN word TYPE varchar(3) USING word::varchar(3);',
      sqlite: copyOf('id INTEGER NOT NULL PRIMARY KEY, word VARCHAR(3)', 'id, word'),
    },
    good: {
      postgres: 'ALTER TABLE bad_things ALTER COLUMN word TYPE text;',
      sqlite: copyOf('id INTEGER NOT NULL PRIMARY KEY, word TEXT', 'id, word'),
    },
    expected: ['postgres value-changed bad_things.word'],
  },
  {
    name: 'a rebuild forgets a column',
    setup: 'CREATE TABLE bad_things (id INTEGER NOT NULL PRIMARY KEY, word TEXT);',
    bad: {
      postgres: 'ALTER TABLE bad_things DROP COLUMN word;',
      sqlite: copyOf('id INTEGER NOT NULL PRIMARY KEY', 'id'),
    },
    good: 'ALTER TABLE bad_things DROP COLUMN word;',
    expected: ['sqlite column-lost bad_things.word'],
  },
  {
    name: 'a rebuild takes some rows only',
    setup: 'CREATE TABLE bad_things (id INTEGER NOT NULL PRIMARY KEY, word TEXT);',
    bad: {
      postgres: 'ALTER TABLE bad_things ADD CHECK (id <> -77);',
      sqlite: copyOf('id INTEGER NOT NULL PRIMARY KEY, word TEXT', 'id, word').replace(
        ' FROM bad_things;',
        ' FROM bad_things WHERE word IS NOT NULL;',
      ),
    },
    good: {
      postgres: 'ALTER TABLE bad_things ADD CHECK (id <> -77);',
      sqlite: copyOf('id INTEGER NOT NULL PRIMARY KEY, word TEXT', 'id, word'),
    },
    expected: ['sqlite rows-lost bad_things'],
  },
  {
    name: 'a star puts values into the columns of others',
    setup: 'CREATE TABLE bad_things (id INTEGER NOT NULL PRIMARY KEY, first TEXT, last TEXT);',
    bad: {
      postgres: 'ALTER TABLE bad_things ADD CHECK (id <> -77);',
      sqlite: copyOf('id INTEGER NOT NULL PRIMARY KEY, last TEXT, first TEXT', '*'),
    },
    good: {
      postgres: 'ALTER TABLE bad_things ADD CHECK (id <> -77);',
      sqlite: copyOf('id INTEGER NOT NULL PRIMARY KEY, first TEXT, last TEXT', '*'),
    },
    expected: [
      'sqlite value-changed bad_things.first',
      'sqlite value-changed bad_things.last',
      'sqlite value-nulled bad_things.first',
      'sqlite value-nulled bad_things.last',
    ],
  },
  {
    name: 'a table without a key loses a value of its rows',
    setup: 'CREATE TABLE bad_things (first TEXT, last TEXT, size INTEGER, UNIQUE (first, last));',
    bad: {
      postgres: 'ALTER TABLE bad_things ADD CHECK (size <> -77);',
      sqlite: copyOf('first TEXT, last TEXT, size INTEGER', 'first, last, NULL')
        .replace('_new SELECT', '_new (first, last) SELECT')
        .replace(', NULL', ''),
    },
    good: {
      postgres: 'ALTER TABLE bad_things ADD CHECK (size <> -77);',
      sqlite: copyOf('first TEXT, last TEXT, size INTEGER', 'first, last, size'),
    },
    expected: ['sqlite value-nulled bad_things.size'],
  },
  {
    name: 'a trigger changes another table than the script names',
    setup: {
      postgres: `CREATE TABLE bad_things (id integer PRIMARY KEY, word text);
CREATE TABLE bad_totals (id integer PRIMARY KEY, seen integer);
CREATE FUNCTION bad_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE bad_totals SET seen = 7; RETURN NEW; END $$;
CREATE TRIGGER bad_counts AFTER UPDATE ON bad_things FOR EACH ROW EXECUTE FUNCTION bad_count();`,
      sqlite: `CREATE TABLE bad_things (id INTEGER NOT NULL PRIMARY KEY, word TEXT);
CREATE TABLE bad_totals (id INTEGER NOT NULL PRIMARY KEY, seen INTEGER);
CREATE TRIGGER bad_counts AFTER UPDATE ON bad_things BEGIN UPDATE bad_totals SET seen = 7; END;`,
    },
    bad: "UPDATE bad_things SET word = 'x';",
    good: '-- lockstep: changes=bad_totals.seen "counted by the trigger"\nUPDATE bad_things SET word = \'x\';',
    expected: ['postgres value-changed bad_totals.seen', 'sqlite value-changed bad_totals.seen'],
  },
  {
    name: 'seeds that read back as other values',
    setup: {
      postgres:
        'CREATE TABLE bad_things (id bigint PRIMARY KEY, word text, is_on boolean, made jsonb, at timestamptz);',
      sqlite:
        'CREATE TABLE bad_things (id INTEGER NOT NULL PRIMARY KEY, word TEXT, is_on BOOLEAN, made JSON, at DATETIME);',
    },
    bad: {
      postgres: `INSERT INTO bad_things VALUES (9007199254740993, '', true, '{"a": 1}', '2024-01-01T00:00:00Z');`,
      sqlite: `INSERT INTO bad_things VALUES (9007199254740993, NULL, 0, '{"a": 2}', '2024-01-01T00:00:01Z');`,
    },
    good: {
      postgres: `INSERT INTO bad_things VALUES (9007199254740993, '', true, '{"b": 1.0, "a": 1}', '2024-01-01T00:00:00Z');`,
      sqlite: `INSERT INTO bad_things VALUES (9007199254740993, '', 1, '{"a":1,"b":1}', '2024-01-01 00:00:00');`,
    },
    expected: [
      'both engines-differ bad_things.word',
      'both engines-differ bad_things.is_on',
      'both engines-differ bad_things.made',
      'both engines-differ bad_things.at',
    ],
  },
  {
    name: 'tables and columns that are renamed, named changes, additions: nothing to tell',
    setup: 'CREATE TABLE bad_things (id INTEGER NOT NULL PRIMARY KEY, word TEXT, size INTEGER);',
    bad: {
      postgres: `ALTER TABLE bad_things RENAME COLUMN word TO term;
ALTER TABLE bad_things RENAME TO bad_items;
UPDATE bad_items SET size = 3;
CREATE TABLE bad_log (id integer PRIMARY KEY);
INSERT INTO bad_log SELECT id FROM bad_items;`,
      sqlite: `CREATE TABLE bad_log (id INTEGER NOT NULL PRIMARY KEY);
UPDATE bad_things SET size = 3;
ALTER TABLE bad_things RENAME TO bad_items;
ALTER TABLE bad_items RENAME COLUMN word TO term;
INSERT INTO bad_log SELECT id FROM bad_items;`,
    },
    good: 'DELETE FROM bad_things WHERE size IS NULL;',
    expected: [],
  },
];
