import { afterAll, describe, expect, test } from 'vitest';
import { schemaOf, schemaSubjects, tableOf } from './sqlite-subject.ts';

describe.each(schemaSubjects.map((subject) => [subject.name, subject] as const))('%s', (_name, subject) => {
  const here = test.skipIf(subject.missing() !== null);
  afterAll(() => subject.stop());

  here('an empty database is an empty schema', async () => {
    expect(await schemaOf(subject, 'CREATE TABLE a (x); DROP TABLE a;')).toEqual({
      engine: 'sqlite',
      version: expect.stringMatching(/^3\.\d+\.\d+$/),
      tables: [],
      views: [],
      enums: [],
      others: [],
    });
  });

  here('a declared type is read as it is written, and by its words', async () => {
    const { columns } = await tableOf(
      subject,
      `CREATE TABLE a (b integer, c VARCHAR ( 40 ), d DECIMAL(10, -2), e double  precision, f "odd Type"(3), g,
  h TEXT[], i UNSIGNED/*!*/BIG INT, j INT GENERATED ALWAYS AS (1), k timestamp with time zone)`,
      'a',
    );
    const typed = columns.map(({ name, type }) => [name, type.name, type.arguments, type.isArray]);
    expect(typed).toEqual([
      ['b', 'integer', [], false],
      ['c', 'varchar', [40], false],
      ['d', 'decimal', [10, -2], false],
      ['e', 'double precision', [], false],
      // SQLite itself drops what follows a type in quotes.
      ['f', 'odd type', [], false],
      ['g', '', [], false],
      ['h', 'text', [], true],
      ['i', 'unsigned big int', [], false],
      ['j', 'int', [], false],
      ['k', 'timestamp with time zone', [], false],
    ]);
    expect(columns[1]!.type).toEqual({
      declared: 'VARCHAR ( 40 )',
      name: 'varchar',
      arguments: [40],
      isArray: false,
      enumLabels: null,
      domain: null,
    });
  });

  here('a default is what the catalog says; a bare word and a name in quotes are strings', async () => {
    const { columns } = await tableOf(
      subject,
      `CREATE TABLE a (b DEFAULT 'it''s', c DEFAULT -1, d DEFAULT (1 + 1), e DEFAULT CURRENT_TIMESTAMP, f DEFAULT NULL,
  g DEFAULT true, h DEFAULT pending, i DEFAULT "in quotes", j DEFAULT [in brackets], k DEFAULT x'00', l DEFAULT (datetime('now')),
  m, n DEFAULT +1.5e3, o DEFAULT 'a' NOT NULL)`,
      'a',
    );
    expect(Object.fromEntries(columns.map((column) => [column.name, column.default]))).toEqual({
      b: "'it''s'",
      c: '-1',
      d: '1 + 1',
      e: 'CURRENT_TIMESTAMP',
      f: 'NULL',
      g: 'true',
      h: "'pending'",
      i: "'in quotes'",
      j: "'in brackets'",
      k: "x'00'",
      l: "datetime('now')",
      m: null,
      n: '+1.5e3',
      o: "'a'",
    });
  });

  here('INTEGER PRIMARY KEY counts, and what only looks like it does not', async () => {
    const { tables } = await schemaOf(
      subject,
      `CREATE TABLE by_rowid (id INTEGER PRIMARY KEY, b);
CREATE TABLE by_table_rule (id integer, PRIMARY KEY (id DESC));
CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE counted_by_table_rule (id INTEGER, PRIMARY KEY (id AUTOINCREMENT));
CREATE TABLE not_this_type (id INT PRIMARY KEY);
CREATE TABLE descending (id INTEGER PRIMARY KEY DESC);
CREATE TABLE of_two (a INTEGER, b INTEGER, PRIMARY KEY (a, b));
CREATE TABLE no_rowid (id INTEGER PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE says_so ("autoincrement" INTEGER PRIMARY KEY CHECK ("autoincrement" > 0));
CREATE TABLE none (id INTEGER);`,
    );
    expect(Object.fromEntries(tables.map(({ name, columns }) => [name, columns[0]!.counter]))).toEqual({
      by_rowid: 'rowid',
      by_table_rule: 'rowid',
      counted: 'autoincrement',
      counted_by_table_rule: 'autoincrement',
      not_this_type: null,
      descending: null,
      of_two: null,
      no_rowid: null,
      says_so: 'rowid',
      none: null,
    });
  });

  here('a column is nullable where the engine keeps a NULL in it', async () => {
    const tables = [
      'a TEXT PRIMARY KEY, b',
      'a TEXT PRIMARY KEY NOT NULL, b',
      'a INTEGER PRIMARY KEY, b',
      'a INTEGER PRIMARY KEY DESC, b',
      'a INT PRIMARY KEY, b',
      'a INTEGER, b, PRIMARY KEY (a)',
      'a INTEGER, b NOT NULL, PRIMARY KEY (a, b)',
      'a TEXT NOT NULL ON CONFLICT ABORT, b UNIQUE',
      'a NULL, b NOT NULL',
      'a TEXT PRIMARY KEY, b TEXT) STRICT; --',
      'a INTEGER PRIMARY KEY, b TEXT) STRICT; --',
      'a TEXT, b TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID; --',
      'a INTEGER PRIMARY KEY, b) WITHOUT ROWID; --',
      'a TEXT PRIMARY KEY, b TEXT) STRICT, WITHOUT ROWID; --',
    ];
    const database = await subject.fresh();
    for (const [number, columns] of tables.entries())
      await database.run(`CREATE TABLE t${number} (${columns})`);
    const { tables: read } = await database.read();
    for (const [number, columns] of tables.entries()) {
      const table = read.find(({ name }) => name === `t${number}`)!;
      for (const { name, nullable } of table.columns) {
        const values = table.columns.map((column) => (column.name === name ? 'NULL' : '1')).join(', ');
        const kept = await database
          .run(`INSERT INTO t${number} VALUES (${values})`)
          .then(() => database.session.query(`SELECT 1 FROM t${number} WHERE ${name} IS NULL`))
          .then(
            (rows) => rows.length > 0,
            () => false,
          );
        expect([columns, name, nullable]).toEqual([columns, name, kept]);
        await database.run(`DELETE FROM t${number}`);
      }
    }
    await database.close();
  });

  here('generated columns and collations come from the text', async () => {
    const { columns } = await tableOf(
      subject,
      `CREATE TABLE "odd name" ("a ""b" TEXT COLLATE nocase, [c d] AS (upper("a ""b")) STORED, \`e\` TEXT /* no type */ GENERATED ALWAYS AS (
  'x)' /* ) */ || "c d") VIRTUAL COLLATE RTRIM, 'f' COLLATE BINARY NOT NULL, key TEXT CONSTRAINT z COLLATE "NOCASE" DEFAULT '')`,
      'odd name',
    );
    expect(columns.map(({ name, generated, collation }) => [name, generated, collation])).toEqual([
      ['a "b', null, 'NOCASE'],
      ['c d', { expression: 'upper("a ""b")', stored: true }, null],
      ['e', { expression: `'x)' /* ) */ || "c d"`, stored: false }, 'RTRIM'],
      ['f', null, null],
      ['key', null, 'NOCASE'],
    ]);
    // SQLite takes the comment for a part of the type.
    expect(columns[2]!.type.declared).toBe('TEXT');
  });

  here('what ALTER TABLE leaves behind is read like the rest', async () => {
    const schema = await schemaOf(
      subject,
      `CREATE TABLE old (a TEXT CHECK (a <> 'a'), b INTEGER, CONSTRAINT limits CHECK (b > 0), UNIQUE (a, b));
CREATE INDEX old_b ON old (lower(a)) WHERE b > 1;
ALTER TABLE old ADD COLUMN c TEXT DEFAULT 'x' COLLATE NOCASE REFERENCES old (b) ON DELETE SET NULL;
ALTER TABLE old RENAME COLUMN a TO "new A";
ALTER TABLE old RENAME TO renamed;`,
    );
    const [table] = schema.tables;
    expect(table!.name).toBe('renamed');
    expect(table!.columns.map(({ name, collation }) => [name, collation])).toEqual([
      ['new A', null],
      ['b', null],
      ['c', 'NOCASE'],
    ]);
    expect(table!.checks.map(({ name, expression }) => [name, expression])).toEqual([
      [null, `"new A" <> 'a'`],
      ['limits', 'b > 0'],
    ]);
    expect(table!.uniques.map((key) => key.columns)).toEqual([['new A', 'b']]);
    expect(table!.indexes).toMatchObject([{ keys: [{ expression: 'lower("new A")' }], predicate: 'b > 1' }]);
    expect(table!.foreignKeys).toMatchObject([{ columns: ['c'], target: 'renamed', targetColumns: ['b'] }]);
  });

  test.skipIf(!subject.name.startsWith('better-sqlite3'))(
    'so is what ALTER TABLE adds since SQLite 3.53 (libsql stands at 3.45)',
    async () => {
      const { columns, checks } = await tableOf(
        subject,
        `CREATE TABLE a (b TEXT, c INT CHECK (c > 0)); ALTER TABLE a ALTER COLUMN b SET NOT NULL;
ALTER TABLE a ADD CONSTRAINT added CHECK (b <> ''); ALTER TABLE a ADD CHECK (c < 9);`,
        'a',
      );
      expect(columns.map(({ nullable }) => nullable)).toEqual([false, true]);
      expect(checks.map(({ name, expression }) => [name, expression])).toEqual([
        [null, 'c > 0'],
        ['added', "b <> ''"],
        [null, 'c < 9'],
      ]);
    },
  );

  test.skipIf(subject.missing() !== null || !subject.name.startsWith('libsql'))(
    'so is what libsql’s own ALTER COLUMN makes of a column (SQLite has none)',
    async () => {
      const { columns, checks } = await tableOf(
        subject,
        `CREATE TABLE a (b TEXT, c INT CHECK (c > 0)) RANDOM ROWID;
ALTER TABLE a ALTER COLUMN c TO c BIGINT NOT NULL DEFAULT 7 CONSTRAINT more CHECK (c > 1);`,
        'a',
      );
      expect(columns[1]).toMatchObject({ type: { declared: 'BIGINT' }, nullable: false, default: '7' });
      expect(checks).toMatchObject([{ name: 'more', expression: 'c > 1' }]);
    },
  );

  here('CREATE TABLE … AS SELECT, STRICT and WITHOUT ROWID', async () => {
    const { tables } = await schemaOf(
      subject,
      `CREATE TABLE a (id INTEGER PRIMARY KEY, "b c" TEXT NOT NULL) STRICT;
CREATE TABLE copied AS SELECT id, "b c", 1 + 1 AS "d, e" FROM a;
CREATE TABLE both (k TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;`,
    );
    expect(
      tables.map(({ name, form, columns }) => [name, form.strict, form.withoutRowid, columns.length]),
    ).toEqual([
      ['a', true, false, 2],
      ['both', true, true, 1],
      ['copied', false, false, 3],
    ]);
    expect(tables[2]!.columns.map(({ name, nullable }) => [name, nullable])).toEqual([
      ['id', true],
      ['b c', true],
      ['d, e', true],
    ]);
    expect(tables[2]).toMatchObject({ primaryKey: null, uniques: [], checks: [] });
  });
});
