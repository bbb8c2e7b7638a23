import { afterAll, describe, expect, test } from 'vitest';
import { findTable, schemaOf, schemaSubjects, tableOf } from './sqlite-subject.ts';

describe.each(schemaSubjects.map((subject) => [subject.name, subject] as const))('%s', (_name, subject) => {
  const here = test.skipIf(subject.missing() !== null);
  afterAll(() => subject.stop());

  here('a primary key has its columns in the order of the key, its name and its collations', async () => {
    const { tables } = await schemaOf(
      subject,
      `CREATE TABLE a (x TEXT COLLATE NOCASE, "Y y" TEXT, z, CONSTRAINT "the key" PRIMARY KEY ("Y Y" COLLATE RTRIM DESC, x));
CREATE TABLE b (x TEXT CONSTRAINT b_key PRIMARY KEY ON CONFLICT IGNORE UNIQUE);
CREATE TABLE c (x TEXT, y INT, PRIMARY KEY (y, x)) WITHOUT ROWID;
CREATE TABLE d (id INTEGER CONSTRAINT d_key PRIMARY KEY);
CREATE TABLE e (x);`,
    );
    expect(tables.map(({ primaryKey }) => primaryKey)).toEqual([
      {
        name: 'the key',
        columns: ['Y y', 'x'],
        collations: ['RTRIM', null],
        nullsDistinct: true,
        deferrable: 'no',
      },
      expect.objectContaining({ name: 'b_key', columns: ['x'] }),
      expect.objectContaining({ name: null, columns: ['y', 'x'], collations: [null, null] }),
      expect.objectContaining({ name: 'd_key', columns: ['id'], collations: [null] }),
      null,
    ]);
    expect(tables[1]!.uniques).toEqual([]);
  });

  here('UNIQUE is a key, CREATE UNIQUE INDEX is an index', async () => {
    const { uniques, indexes } = await tableOf(
      subject,
      `CREATE TABLE a (x TEXT CONSTRAINT x_once UNIQUE, y TEXT COLLATE NOCASE, z, UNIQUE (z, x) ON CONFLICT REPLACE
  CONSTRAINT y_exact UNIQUE (y COLLATE BINARY), CONSTRAINT y_once UNIQUE (y), UNIQUE (x, z), UNIQUE (z, x));
CREATE UNIQUE INDEX a_yz ON a (y, z);`,
      'a',
    );
    expect(uniques.map(({ name, columns, collations }) => [name, columns, collations])).toEqual([
      ['x_once', ['x'], [null]],
      [null, ['z', 'x'], [null, null]],
      ['y_exact', ['y'], ['BINARY']],
      ['y_once', ['y'], [null]],
      [null, ['x', 'z'], [null, null]],
    ]);
    expect(indexes.map(({ name, isUnique }) => [name, isUnique])).toEqual([['a_yz', true]]);
  });

  here('an index has its keys, their order and collation, and its predicate', async () => {
    const { indexes } = await tableOf(
      subject,
      `CREATE TABLE "a b" (id INTEGER PRIMARY KEY, x TEXT COLLATE NOCASE, y, "where");
CREATE INDEX i1 ON "a b" (x, y DESC, id) ;
CREATE INDEX i2 ON "a b" (x COLLATE BINARY, y COLLATE NOCASE DESC);
CREATE INDEX key ON 'a b' (lower(x) /* , */ DESC, (y || ',') COLLATE "nocase" ASC, y || 'z' COLLATE NOCASE, "where") WHERE "where" IS NOT NULL -- WHERE
  AND y IN (1, 2);
CREATE UNIQUE INDEX IF NOT EXISTS [i 4] ON [a b] ((x)) WHERE (y > 0)`,
      'a b',
    );
    const plain = { included: [], method: 'btree', nullsDistinct: true, isValid: true };
    const up = { isDescending: false, nullsFirst: true, collation: null, operatorClass: null };
    const down = { ...up, isDescending: true, nullsFirst: false };
    expect(indexes).toEqual([
      {
        ...plain,
        name: 'i 4',
        isUnique: true,
        keys: [{ ...up, column: 'x' }],
        predicate: '(y > 0)',
      },
      {
        ...plain,
        name: 'i1',
        isUnique: false,
        keys: [
          { ...up, column: 'x' },
          { ...down, column: 'y' },
          { ...up, column: 'id' },
        ],
        predicate: null,
      },
      {
        ...plain,
        name: 'i2',
        isUnique: false,
        keys: [
          { ...up, column: 'x', collation: 'BINARY' },
          { ...down, column: 'y', collation: 'NOCASE' },
        ],
        predicate: null,
      },
      {
        ...plain,
        name: 'key',
        isUnique: false,
        keys: [
          { ...down, expression: 'lower(x)' },
          { ...up, expression: "(y || ',')", collation: 'NOCASE' },
          // Here it is the last operand's.
          { ...up, expression: "y || 'z' COLLATE NOCASE" },
          { ...up, column: 'where' },
        ],
        predicate: '"where" IS NOT NULL -- WHERE\n  AND y IN (1, 2)',
      },
    ]);
  });

  here('foreign keys come as they are written, with what they do and when they are judged', async () => {
    const { foreignKeys } = await tableOf(
      subject,
      `CREATE TABLE parent (id INTEGER PRIMARY KEY, "Code" TEXT, part INT, UNIQUE ("Code", part));
CREATE TABLE child (
  a INT CONSTRAINT to_parent REFERENCES parent ON DELETE CASCADE ON UPDATE SET NULL,
  b TEXT REFERENCES PARENT (ID) MATCH FULL ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED,
  c INT NOT NULL DEFAULT 1 REFERENCES child (a) NOT DEFERRABLE INITIALLY DEFERRED CHECK (c > 0),
  CONSTRAINT by_code FOREIGN KEY (b, c) REFERENCES "Parent" (code, part) ON UPDATE NO ACTION ON DELETE RESTRICT DEFERRABLE
  FOREIGN KEY (c) REFERENCES parent DEFERRABLE INITIALLY IMMEDIATE)`,
      'child',
    );
    const plain = {
      targetSchema: null,
      onDelete: 'no action',
      onUpdate: 'no action',
      deferrable: 'no',
      matchFull: false,
      isValidated: true,
      name: null,
      target: 'parent',
      targetColumns: ['id'],
    };
    expect(foreignKeys).toEqual([
      { ...plain, name: 'to_parent', columns: ['a'], onDelete: 'cascade', onUpdate: 'set null' },
      { ...plain, columns: ['b'], onDelete: 'set default', deferrable: 'initially-deferred' },
      { ...plain, columns: ['c'], target: 'child', targetColumns: ['a'] },
      {
        ...plain,
        name: 'by_code',
        columns: ['b', 'c'],
        targetColumns: ['Code', 'part'],
        onDelete: 'restrict',
        deferrable: 'initially-immediate',
      },
      { ...plain, columns: ['c'], deferrable: 'initially-immediate' },
    ]);
  });

  here(
    'a key that names no columns means the primary key, whose columns may be two; nothing where there is none',
    async () => {
      const schema = await schemaOf(
        subject,
        `CREATE TABLE node (tree INT, id INT, up INT, PRIMARY KEY (tree, id), FOREIGN KEY (tree, up) REFERENCES node);
CREATE TABLE keyless (x); CREATE VIEW seen AS SELECT x FROM keyless;
CREATE TABLE child (a REFERENCES keyless, b REFERENCES gone, c REFERENCES "Gone" (id), d REFERENCES seen (x));`,
      );
      expect(findTable(schema, 'node').foreignKeys).toMatchObject([
        { columns: ['tree', 'up'], target: 'node', targetColumns: ['tree', 'id'] },
      ]);
      const keys = findTable(schema, 'child').foreignKeys;
      expect(keys.map(({ target, targetColumns }) => [target, targetColumns])).toEqual([
        ['keyless', []],
        ['gone', []],
        ['Gone', []],
        ['seen', []],
      ]);
    },
  );

  here('checks of columns and of the table, with their names', async () => {
    const { checks } = await tableOf(
      subject,
      `CREATE TABLE a (x TEXT CHECK(x IN ('a', 'b)')) CONSTRAINT named CHECK (length(x) > 0) NOT NULL,
  y INT CONSTRAINT not_this NOT NULL CHECK (y > 0 /* ( */ AND y < 9), "check" TEXT,
  CONSTRAINT c1 CHECK ("check" <> '') CHECK ((x) OR (y)), -- CHECK (1)
  CHECK (x GLOB '[a-z]*') ON CONFLICT ABORT)`,
      'a',
    );
    expect(checks).toEqual([
      { name: null, expression: "x IN ('a', 'b)')", isValidated: true },
      { name: 'named', expression: 'length(x) > 0', isValidated: true },
      { name: null, expression: 'y > 0 /* ( */ AND y < 9', isValidated: true },
      { name: 'c1', expression: `"check" <> ''`, isValidated: true },
      { name: null, expression: '(x) OR (y)', isValidated: true },
      { name: null, expression: "x GLOB '[a-z]*'", isValidated: true },
    ]);
  });
});
