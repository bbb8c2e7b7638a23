import { describe, expect, test } from 'vitest';
import { othersOf, tableNamed, useIntrospection } from './postgres-fixture.ts';

const f = useIntrospection();

const functionSql = `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;`;

describe('triggers', () => {
  async function triggerOf(sql: string): Promise<unknown> {
    const schema = await f.declare(`${functionSql} CREATE TABLE t (a int, "B b" text, c int);
CREATE TRIGGER tr ${sql}`);
    const { triggers } = tableNamed(schema, 't');
    expect(triggers).toHaveLength(1);
    return triggers[0];
  }

  const plain = {
    name: 'tr',
    definition: expect.any(String),
    timing: 'before',
    events: ['insert'],
    columns: [],
    forEach: 'row',
    when: null,
    isEnabled: true,
  };

  test.each([
    ['BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()', {}],
    ['AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()', { timing: 'after' }],
    [
      'AFTER DELETE ON t EXECUTE FUNCTION touch()',
      { timing: 'after', events: ['delete'], forEach: 'statement' },
    ],
    [
      'AFTER TRUNCATE OR DELETE OR INSERT OR UPDATE ON t EXECUTE FUNCTION touch()',
      { timing: 'after', events: ['insert', 'update', 'delete', 'truncate'], forEach: 'statement' },
    ],
    [
      'BEFORE INSERT OR UPDATE OF c, "B b" ON t FOR EACH ROW EXECUTE FUNCTION touch()',
      { events: ['insert', 'update'], columns: ['c', 'B b'] },
    ],
    [
      'BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.a > 0 AND (NEW.c IS NULL)) EXECUTE FUNCTION touch()',
      { when: '((new.a > 0) AND (new.c IS NULL))' },
    ],
    [
      `BEFORE INSERT ON t FOR EACH ROW WHEN (NEW."B b" <> ') EXECUTE FUNCTION x((') EXECUTE FUNCTION touch('WHEN (1)')`,
      { when: `(new."B b" <> ') EXECUTE FUNCTION x(('::text)` },
    ],
    [
      'BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch(); ALTER TABLE t DISABLE TRIGGER tr',
      { isEnabled: false },
    ],
    [
      'BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch(); ALTER TABLE t ENABLE REPLICA TRIGGER tr',
      { isEnabled: false },
    ],
    [
      'BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch(); ALTER TABLE t ENABLE ALWAYS TRIGGER tr',
      { isEnabled: true },
    ],
  ] as const)('%s', async (sql, expected) => {
    expect(await triggerOf(sql)).toEqual({ ...plain, ...expected });
  });

  test('the definition holds the function, so that another body is another trigger', async () => {
    const { triggers } = await f.table(`${functionSql} CREATE TABLE t (a int);
CREATE TRIGGER "WHEN (x)" BEFORE INSERT ON t FOR EACH ROW WHEN (NEW.a = 1) EXECUTE FUNCTION touch()`);
    expect(triggers[0]).toMatchObject({ name: 'WHEN (x)', when: '(new.a = 1)' });
    expect(triggers[0]?.definition).toMatch(
      /^CREATE TRIGGER "WHEN \(x\)" BEFORE INSERT ON .*touch\(\);\nCREATE OR REPLACE/,
    );
    expect(triggers[0]?.definition).toContain('BEGIN RETURN NEW; END');
  });

  test('those of foreign keys and deferrable constraints are the server’s own', async () => {
    const schema = await f.declare(
      'CREATE TABLE p (id int PRIMARY KEY DEFERRABLE); CREATE TABLE t (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)',
    );
    expect(schema.tables.flatMap(({ triggers }) => triggers)).toEqual([]);
  });

  test('a function of another schema or an extension comes with its trigger and is not listed itself', async () => {
    const schema =
      await f.declare(`CREATE SCHEMA far; CREATE FUNCTION far.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE EXTENSION tcn; CREATE TABLE t (a int PRIMARY KEY);
CREATE TRIGGER a AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION far.touch();
CREATE TRIGGER b AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION triggered_change_notification()`);
    const [a, b] = tableNamed(schema, 't').triggers;
    expect(a?.definition).toContain('BEGIN RETURN NULL; END');
    expect(b?.definition).toContain('$libdir/tcn');
    expect(schema.others).toEqual([]);
  });
});

describe('views', () => {
  test('columns, definition, INSTEAD OF triggers; views on views; materialized ones', async () => {
    const { views, others } = await f.declare(`${functionSql} CREATE TABLE t (a int, b text);
CREATE VIEW first AS SELECT a AS "A a", b FROM t WHERE a > 0; CREATE VIEW second AS SELECT * FROM first;
CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM t; CREATE UNIQUE INDEX i ON m (n);
CREATE TRIGGER tr INSTEAD OF INSERT OR UPDATE ON second FOR EACH ROW EXECUTE FUNCTION touch()`);
    expect(views).toMatchObject([
      {
        schema: null,
        name: 'first',
        columns: ['A a', 'b'],
        isMaterialized: false,
        triggers: [],
        problem: null,
      },
      { name: 'm', columns: ['n'], isMaterialized: true },
      {
        name: 'second',
        columns: ['A a', 'b'],
        triggers: [{ name: 'tr', timing: 'instead of', events: ['insert', 'update'], forEach: 'row' }],
      },
    ]);
    // PostgreSQL 16 left the table's name away.
    expect(views[0]?.definition).toMatch(
      /^SELECT (t\.)?a AS "A a",\s+(t\.)?b\s+FROM t\s+WHERE \((t\.)?a > 0\);$/,
    );
    expect(others.map(({ kind, name }) => [kind, name])).toEqual([
      ['function', 'touch()'],
      ['index of a materialized view', 'm.i'],
    ]);
  });

  test('options of a view are listed', async () => {
    const schema = await f.declare(`CREATE TABLE t (a int);
CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t WHERE a > 0 WITH LOCAL CHECK OPTION`);
    expect(othersOf(schema)).toEqual(['view options v: WITH (security_barrier=true, check_option=local)']);
  });
});

test('enum types by name, with labels in their order; one may have none', async () => {
  const { enums } = await f.declare(
    `CREATE TYPE mood AS ENUM ('z', 'a'); CREATE TYPE "Empty" AS ENUM (); CREATE SCHEMA far; CREATE TYPE far.e AS ENUM ('x')`,
    { schemas: ['public', 'far'] },
  );
  expect(enums).toEqual([
    { schema: null, name: 'Empty', labels: [] },
    { schema: 'far', name: 'e', labels: ['x'] },
    { schema: null, name: 'mood', labels: ['z', 'a'] },
  ]);
});

describe('forms of tables', () => {
  test('a partitioned table is one table; its partitions are listed, and double nothing', async () => {
    const schema = await f.declare(`${functionSql} CREATE TABLE other (id int PRIMARY KEY);
CREATE TABLE t (id int CHECK (id > 0), at date, o int REFERENCES other, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX i ON t (at DESC); CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE t_2 PARTITION OF t DEFAULT PARTITION BY LIST (id); CREATE TABLE t_2a PARTITION OF t_2 DEFAULT;
CREATE TABLE child (id int, at date, FOREIGN KEY (id, at) REFERENCES t)`);
    expect(schema.tables.map(({ name }) => name)).toEqual(['child', 'other', 't']);
    const table = tableNamed(schema, 't');
    expect(table.form).toEqual({
      strict: false,
      withoutRowid: false,
      partitionedBy: 'RANGE (at)',
      unlogged: false,
    });
    expect(table.primaryKey?.columns).toEqual(['id', 'at']);
    expect(table.foreignKeys).toMatchObject([{ target: 'other' }]);
    expect(table.checks).toMatchObject([{ expression: '(id > 0)' }]);
    expect(table.indexes).toMatchObject([{ name: 'i', isValid: true }]);
    expect(table.triggers).toMatchObject([{ name: 'tr' }]);
    expect(tableNamed(schema, 'child').foreignKeys).toMatchObject([{ target: 't' }]);
    expect(othersOf(schema).slice(1)).toEqual([
      `partition t_1: PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')`,
      'partition t_2: PARTITION OF t DEFAULT PARTITION BY LIST (id)',
      'partition t_2a: PARTITION OF t_2 DEFAULT',
    ]);
  });

  test('what a partition has of its own is listed', async () => {
    const schema =
      await f.declare(`${functionSql} CREATE TABLE t (id int PRIMARY KEY, a int, r int4range) PARTITION BY RANGE (id);
CREATE TABLE t_1 PARTITION OF t (CONSTRAINT own CHECK (a > 0), CONSTRAINT no_overlap EXCLUDE USING gist (r WITH &&)) DEFAULT; CREATE INDEX i ON t_1 (a); CREATE INDEX of_all ON t (a, id);
CREATE TRIGGER tr AFTER INSERT ON t_1 FOR EACH ROW EXECUTE FUNCTION touch(); CREATE TRIGGER of_all AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()`);
    expect(othersOf(schema).filter((other) => !other.startsWith('function'))).toEqual([
      'constraint of a partition t_1.no_overlap: EXCLUDE USING gist (r WITH &&)',
      'constraint of a partition t_1.own: CHECK ((a > 0))',
      'index of a partition t_1.i: CREATE INDEX i ON public.t_1 USING btree (a)',
      'partition t_1: PARTITION OF t DEFAULT',
      'trigger of a partition t_1.tr: CREATE TRIGGER tr AFTER INSERT ON public.t_1 FOR EACH ROW EXECUTE FUNCTION touch()',
    ]);
  });

  test('an inherited table is a table, with the columns and checks that hold for it', async () => {
    const schema = await f.declare(`CREATE TABLE base (id int PRIMARY KEY, a int CHECK (a > 0));
CREATE TABLE derived (b int) INHERITS (base)`);
    const derived = tableNamed(schema, 'derived');
    expect(derived.columns.map(({ name }) => name)).toEqual(['id', 'a', 'b']);
    expect(derived).toMatchObject({ primaryKey: null, checks: [{ name: 'base_a_check' }] });
    expect(othersOf(schema)).toEqual(['inheritance derived: INHERITS (base)']);
  });

  test('unlogged; without columns', async () => {
    const { form, columns } = await f.table('CREATE UNLOGGED TABLE t ()');
    expect(form.unlogged).toBe(true);
    expect(columns).toEqual([]);
  });
});
