import { afterAll, describe, expect, test } from 'vitest';
import { findTable, schemaOf, schemaSubjects } from './sqlite-subject.ts';

describe.each(schemaSubjects.map((subject) => [subject.name, subject] as const))('%s', (_name, subject) => {
  const here = test.skipIf(subject.missing() !== null);
  afterAll(() => subject.stop());

  here('a trigger has its time, its event, its columns and its condition', async () => {
    const schema = await schemaOf(
      subject,
      `CREATE TABLE a (x, y, "begin", "select");
CREATE VIEW v AS SELECT x, y FROM a;
CREATE TRIGGER t1 INSERT ON a BEGIN SELECT 1; END;
CREATE TRIGGER IF NOT EXISTS "t 2" BEFORE UPDATE OF x, "Y" ON a FOR EACH ROW WHEN NEW.x > 0 AND (OLD.y IS NULL) BEGIN
  UPDATE a SET y = CASE WHEN x THEN 1 END; END;
CREATE TRIGGER after AFTER /* UPDATE */ DELETE ON a WHEN old.begin > 0 AND CASE old."select" WHEN 1 THEN 1 END BEGIN DELETE FROM a; END;
CREATE TRIGGER [t4] INSTEAD OF UPDATE ON v BEGIN SELECT RAISE(ABORT, 'no'); END;`,
    );
    const plain = { forEach: 'row', isEnabled: true, columns: [], when: null };
    expect(findTable(schema, 'a').triggers).toEqual([
      {
        ...plain,
        name: 'after',
        timing: 'after',
        events: ['delete'],
        when: 'old.begin > 0 AND CASE old."select" WHEN 1 THEN 1 END',
        definition: expect.stringMatching(/^CREATE TRIGGER after AFTER .* END$/s),
      },
      {
        ...plain,
        name: 't 2',
        timing: 'before',
        events: ['update'],
        columns: ['x', 'Y'],
        when: 'NEW.x > 0 AND (OLD.y IS NULL)',
        definition: expect.stringContaining('CASE WHEN x THEN 1 END; END'),
      },
      { ...plain, name: 't1', timing: 'before', events: ['insert'], definition: expect.any(String) },
    ]);
    expect(schema.views).toMatchObject([
      { name: 'v', triggers: [{ name: 't4', timing: 'instead of', events: ['update'] }] },
    ]);
  });

  here('a view has its columns, also where it stands on another view', async () => {
    const { views } = await schemaOf(
      subject,
      `CREATE TABLE a (x, "Y y");
CREATE VIEW "first view" AS SELECT *, x + 1, 2 AS two FROM a;
CREATE VIEW second (p, "q q") AS SELECT x, two FROM "first view" /* not from gone */;
ALTER TABLE a ADD COLUMN z;`,
    );
    expect(views).toEqual([
      {
        schema: null,
        name: 'first view',
        columns: ['x', 'Y y', 'z', 'x + 1', 'two'],
        isMaterialized: false,
        triggers: [],
        definition: expect.stringMatching(/^CREATE VIEW "first view" AS/),
        problem: null,
      },
      expect.objectContaining({ name: 'second', columns: ['p', 'q q'], problem: null }),
    ]);
  });

  here('a view that no longer compiles says why, and keeps no other from being read', async () => {
    const { views, tables } = await schemaOf(
      subject,
      `CREATE TABLE a (x); CREATE TABLE gone (k);
CREATE VIEW broken AS SELECT k FROM gone;
CREATE VIEW named (p, "q q") AS SELECT k, k FROM gone;
CREATE VIEW on_broken AS SELECT k FROM broken;
CREATE VIEW well AS SELECT x FROM a;
CREATE VIEW well_too AS SELECT x AS y FROM well;
DROP TABLE gone;`,
    );
    expect(tables.map(({ name }) => name)).toEqual(['a']);
    expect(views.map(({ name, columns, problem }) => [name, columns, problem])).toEqual([
      ['broken', [], 'no such table: main.gone'],
      ['named', ['p', 'q q'], 'no such table: main.gone'],
      ['on_broken', [], 'no such table: main.gone'],
      ['well', ['x'], null],
      ['well_too', ['y'], null],
    ]);
  });

  here('a virtual table is outside the model, and what it keeps behind it is nobody’s', async () => {
    const schema = await schemaOf(
      subject,
      `CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT, words_data TEXT);
CREATE VIRTUAL TABLE words USING fts5(body, content='notes');
CREATE TABLE words_of_mine (x);
CREATE TRIGGER notes_ai AFTER INSERT ON notes BEGIN INSERT INTO words (rowid, body) VALUES (new.id, new.body); END;
INSERT INTO notes (body) VALUES ('a');`,
    );
    expect(schema.tables.map(({ name }) => name)).toEqual(['notes', 'words_of_mine']);
    expect(schema.others).toEqual([
      {
        kind: 'virtual table',
        name: 'words',
        definition: "CREATE VIRTUAL TABLE words USING fts5(body, content='notes')",
      },
    ]);
  });

  here('what happens in place of an error is outside the model; ABORT is what happens anyway', async () => {
    const schema = await schemaOf(
      subject,
      `CREATE TABLE t (a TEXT UNIQUE ON CONFLICT REPLACE, b TEXT NOT NULL on conflict ignore, c TEXT DEFAULT 'ON CONFLICT FAIL');
CREATE TABLE u (a TEXT PRIMARY KEY ON CONFLICT ABORT, b TEXT /* ON CONFLICT FAIL */);
CREATE TRIGGER u_ai AFTER INSERT ON u BEGIN INSERT INTO t (a, b) VALUES (new.a, new.b) ON CONFLICT DO NOTHING; END;`,
    );
    expect(schema.others).toEqual([
      { kind: 'conflict clause', name: 't', definition: 'ON CONFLICT REPLACE, ON CONFLICT IGNORE' },
    ]);
  });

  here('histories are left out on request, with their side tables', async () => {
    const sql = `CREATE TABLE Schema_Migrations (name TEXT PRIMARY KEY);
CREATE TABLE schema_migrations_state (key TEXT PRIMARY KEY); CREATE TABLE schema_migrations_mine (x);
CREATE INDEX of_history ON schema_migrations (name);`;
    const namesWith = async (histories: readonly string[]): Promise<readonly string[]> =>
      (await schemaOf(subject, sql, { histories })).tables.map(({ name }) => name);
    expect(await namesWith(['schema_migrations', 'absent'])).toEqual(['schema_migrations_mine']);
    expect(await namesWith([])).toHaveLength(3);
  });

  here('strange names stay as they are', async () => {
    const { tables } = await schemaOf(
      subject,
      `CREATE TABLE "it's ""x"" [y] 表" ("col 'a'" TEXT UNIQUE CHECK ("col 'a'" <> ''), "" INT, "select" INT DEFAULT 1 REFERENCES
  "it's ""x"" [y] 表" ("col 'a'"));
CREATE INDEX "i,dx" ON "it's ""x"" [y] 表" ("select", "");`,
    );
    expect(tables).toMatchObject([
      {
        name: 'it\'s "x" [y] 表',
        columns: [{ name: "col 'a'" }, { name: '' }, { name: 'select' }],
        uniques: [{ columns: ["col 'a'"] }],
        checks: [{ expression: `"col 'a'" <> ''` }],
        indexes: [{ name: 'i,dx', keys: [{ column: 'select' }, { column: '' }] }],
        foreignKeys: [{ target: 'it\'s "x" [y] 表', targetColumns: ["col 'a'"] }],
      },
    ]);
  });

  test.skipIf(subject.missing() !== null || !subject.name.startsWith('libsql'))(
    'what libsql keeps for nearest neighbours is no table and no index (better-sqlite3 has none)',
    async () => {
      const schema = await schemaOf(
        subject,
        `CREATE TABLE films (title TEXT, embedding F32_BLOB(4));
CREATE INDEX films_title ON films (title);
CREATE INDEX films_near ON films (libsql_vector_idx(embedding));
CREATE TABLE films_title_shadow (x);`,
      );
      expect(schema.tables.map(({ name }) => name)).toEqual(['films', 'films_title_shadow']);
      expect(findTable(schema, 'films').indexes.map(({ name }) => name)).toEqual(['films_title']);
      expect(schema.others).toMatchObject([{ kind: 'vector index', name: 'films.films_near' }]);
    },
  );

  test.skipIf(subject.missing() !== null || subject.name.endsWith('server'))(
    'temporary objects are not the database’s (the server refuses them)',
    async () => {
      const { tables, views } = await schemaOf(
        subject,
        `CREATE TABLE a (x); CREATE VIEW v AS SELECT x FROM a;
CREATE TEMP TABLE a (other, columns); CREATE TEMP TABLE b (x); CREATE TEMP VIEW v AS SELECT 1 AS one, 2 AS two;
CREATE TEMP TRIGGER t AFTER INSERT ON main.a BEGIN SELECT 1; END; CREATE INDEX temp.i ON a (other);`,
      );
      expect(tables.map(({ name }) => name)).toEqual(['a']);
      expect(tables).toMatchObject([{ columns: [{ name: 'x' }], triggers: [], indexes: [] }]);
      expect(views.map(({ name, columns, problem }) => [name, columns, problem])).toEqual([
        ['v', ['x'], null],
      ]);
    },
  );
});
