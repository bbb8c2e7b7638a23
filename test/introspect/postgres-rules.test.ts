import { describe, expect, test } from 'vitest';
import type { ForeignKey, Index, IndexKey, Key } from '../../src/core/schema.ts';
import { needMajor, othersOf, tableNamed, useIntrospection } from './postgres-fixture.ts';

const f = useIntrospection();

const plainKey: Key = { name: '', columns: [], collations: [], nullsDistinct: true, deferrable: 'no' };

const plainForeignKey: ForeignKey = {
  name: '',
  columns: ['a'],
  targetSchema: null,
  target: 'parent',
  targetColumns: ['id'],
  onDelete: 'no action',
  onUpdate: 'no action',
  deferrable: 'no',
  matchFull: false,
  isValidated: true,
};

const plainIndexKey = {
  isDescending: false,
  nullsFirst: false,
  collation: null,
  operatorClass: null,
} satisfies Partial<IndexKey>;

const plainIndex: Index = {
  name: 'i',
  isUnique: false,
  keys: [{ column: 'a', ...plainIndexKey }],
  included: [],
  predicate: null,
  method: 'btree',
  nullsDistinct: true,
  isValid: true,
};

describe('keys', () => {
  test('columns in the key’s order, names, deferrability', async () => {
    const { primaryKey, uniques, indexes } = await f.table(`CREATE TABLE t (a int, b text COLLATE "C", c int,
  CONSTRAINT pk PRIMARY KEY (c, a), CONSTRAINT u2 UNIQUE (b) DEFERRABLE, CONSTRAINT u1 UNIQUE (b, a) DEFERRABLE INITIALLY DEFERRED)`);
    expect(primaryKey).toEqual({ ...plainKey, name: 'pk', columns: ['c', 'a'], collations: [null, null] });
    expect(uniques).toEqual([
      {
        ...plainKey,
        name: 'u1',
        columns: ['b', 'a'],
        collations: [null, null],
        deferrable: 'initially-deferred',
      },
      { ...plainKey, name: 'u2', columns: ['b'], collations: [null], deferrable: 'initially-immediate' },
    ]);
    expect(indexes).toEqual([]);
  });

  test('a table without a primary key has none', async () => {
    expect((await f.table('CREATE TABLE t (a int UNIQUE)')).primaryKey).toBeNull();
  });

  test('NULLS NOT DISTINCT', async (context) => {
    needMajor(context, 15, 'NULLS NOT DISTINCT');
    const table = await f.table(`CREATE TABLE t (a int, UNIQUE NULLS NOT DISTINCT (a));
CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT`);
    expect(table.uniques[0]?.nullsDistinct).toBe(false);
    expect(table.indexes).toEqual([{ ...plainIndex, isUnique: true, nullsDistinct: false }]);
  });

  test('a key over periods is none of the model', async (context) => {
    needMajor(context, 18, 'WITHOUT OVERLAPS');
    const schema = await f.declare(`CREATE EXTENSION btree_gist;
CREATE TABLE t (a int, at tstzrange, CONSTRAINT pk PRIMARY KEY (a, at WITHOUT OVERLAPS));
CREATE TABLE c (a int, at tstzrange, CONSTRAINT fk FOREIGN KEY (a, PERIOD at) REFERENCES t)`);
    expect(tableNamed(schema, 't')).toMatchObject({ primaryKey: null, indexes: [] });
    expect(tableNamed(schema, 'c').foreignKeys).toEqual([]);
    expect(othersOf(schema)).toEqual([
      'temporal constraint c.fk: FOREIGN KEY (a, PERIOD at) REFERENCES t(a, PERIOD at)',
      'temporal constraint t.pk: PRIMARY KEY (a, at WITHOUT OVERLAPS)',
    ]);
  });
});

describe('foreign keys', () => {
  test.each([
    ['REFERENCES parent', {}],
    ['REFERENCES parent ON DELETE CASCADE ON UPDATE SET NULL', { onDelete: 'cascade', onUpdate: 'set null' }],
    [
      'REFERENCES parent ON DELETE RESTRICT ON UPDATE SET DEFAULT',
      { onDelete: 'restrict', onUpdate: 'set default' },
    ],
    ['REFERENCES parent (other)', { targetColumns: ['other'] }],
    ['REFERENCES parent DEFERRABLE', { deferrable: 'initially-immediate' }],
    ['REFERENCES parent INITIALLY DEFERRED', { deferrable: 'initially-deferred' }],
    ['REFERENCES parent MATCH FULL', { matchFull: true }],
  ] as const)('%s', async (reference, expected) => {
    const schema = await f.declare(`CREATE TABLE parent (id int PRIMARY KEY, other int UNIQUE);
CREATE TABLE t (a int CONSTRAINT fk ${reference})`);
    expect(tableNamed(schema, 't').foreignKeys).toEqual([{ ...plainForeignKey, name: 'fk', ...expected }]);
  });

  test('composite ones pair their columns in the order of the key, also to the table itself', async () => {
    const { foreignKeys } =
      await f.table(`CREATE TABLE parent (x int, y int, up_x int, up_y int, PRIMARY KEY (y, x),
  CONSTRAINT fk FOREIGN KEY (up_x, up_y) REFERENCES parent (x, y))`);
    expect(foreignKeys).toEqual([
      { ...plainForeignKey, name: 'fk', columns: ['up_x', 'up_y'], targetColumns: ['x', 'y'] },
    ]);
  });

  test('NOT VALID ones do not hold for all rows yet', async () => {
    const schema = await f.declare(`CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE t (a int);
ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES parent NOT VALID`);
    expect(tableNamed(schema, 't').foreignKeys).toMatchObject([{ isValidated: false }]);
  });

  test('into another schema, read or not', async () => {
    const sql = `CREATE SCHEMA "Other"; CREATE TABLE "Other".parent (gone int, "Id" int PRIMARY KEY);
ALTER TABLE "Other".parent DROP COLUMN gone; CREATE TABLE t (a int CONSTRAINT fk REFERENCES "Other".parent)`;
    const expected = [{ ...plainForeignKey, name: 'fk', targetSchema: 'Other', targetColumns: ['Id'] }];
    const one = await f.declare(sql);
    expect(one.tables).toMatchObject([{ schema: null, name: 't', foreignKeys: expected }]);
    const both = await f.declare('', { schemas: ['public', 'Other'] });
    expect(both.tables).toMatchObject([
      { schema: 'Other', name: 'parent', foreignKeys: [] },
      { schema: null, name: 't', foreignKeys: expected },
    ]);
    const turned = await f.declare('', { schemas: ['Other', 'public'] });
    expect(turned.tables).toMatchObject([
      { schema: null, name: 'parent' },
      { schema: 'public', name: 't', foreignKeys: [{ targetSchema: null }] },
    ]);
  });

  test('ON DELETE of some columns says so among the others', async (context) => {
    needMajor(context, 15, 'ON DELETE SET NULL (columns)');
    const schema = await f.declare(`CREATE TABLE parent (x int, y int, PRIMARY KEY (x, y));
CREATE TABLE t (a int, b int, CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES parent ON DELETE SET NULL (b))`);
    expect(tableNamed(schema, 't').foreignKeys).toMatchObject([{ onDelete: 'set null' }]);
    expect(othersOf(schema)).toEqual([
      'ON DELETE of some columns t.fk: FOREIGN KEY (a, b) REFERENCES parent(x, y) ON DELETE SET NULL (b)',
    ]);
  });
});

describe('checks', () => {
  test('in the server’s words, with whether they hold for all rows', async () => {
    await f.run('CREATE TABLE t (a int CONSTRAINT small CHECK (a < 10), b text, CHECK (b <> $$it$$))');
    const { checks } = await f.table('ALTER TABLE t ADD CONSTRAINT later CHECK (a > 0) NOT VALID');
    expect(checks).toEqual([
      { name: 'later', expression: '(a > 0)', isValidated: false },
      { name: 'small', expression: '(a < 10)', isValidated: true },
      { name: 't_b_check', expression: `(b <> 'it'::text)`, isValidated: true },
    ]);
  });

  test('what is not enforced is no rule of the table', async (context) => {
    needMajor(context, 18, 'NOT ENFORCED');
    const schema = await f.declare(`CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE t (a int CONSTRAINT ck CHECK (a > 0) NOT ENFORCED, b int CONSTRAINT fk REFERENCES parent NOT ENFORCED)`);
    expect(tableNamed(schema, 't')).toMatchObject({ checks: [], foreignKeys: [] });
    expect(othersOf(schema)).toEqual([
      'constraint not enforced t.ck: CHECK ((a > 0)) NOT ENFORCED',
      'constraint not enforced t.fk: FOREIGN KEY (b) REFERENCES parent(id) NOT ENFORCED',
    ]);
  });

  test('NOT NULL is the column’s, and listed while it is not valid', async (context) => {
    needMajor(context, 18, 'NOT NULL … NOT VALID');
    const schema = await f.declare(
      'CREATE TABLE t (a int, b int NOT NULL); ALTER TABLE t ADD CONSTRAINT later NOT NULL a NOT VALID',
    );
    expect(tableNamed(schema, 't').columns.map(({ nullable }) => nullable)).toEqual([false, false]);
    expect(othersOf(schema)).toEqual(['NOT NULL not valid t.later: NOT NULL a NOT VALID']);
  });
});

describe('indexes', () => {
  const table = 'CREATE TABLE t (a int, b text, c jsonb);';

  test.each([
    ['CREATE INDEX i ON t (a)', {}],
    ['CREATE UNIQUE INDEX "Ü i" ON t (a)', { name: 'Ü i', isUnique: true }],
    ['CREATE INDEX i ON t (a) WHERE a > 0 AND b IS NULL', { predicate: '((a > 0) AND (b IS NULL))' }],
    ['CREATE INDEX i ON t (a) INCLUDE (c, b)', { included: ['c', 'b'] }],
    ['CREATE INDEX i ON t USING hash (a)', { method: 'hash' }],
  ] as const)('%s', async (sql, expected) => {
    expect((await f.table(`${table} ${sql}`)).indexes).toEqual([{ ...plainIndex, ...expected }]);
  });

  test.each([
    ['a DESC', { column: 'a', isDescending: true, nullsFirst: true }],
    ['a DESC NULLS LAST', { column: 'a', isDescending: true }],
    ['a NULLS FIRST', { column: 'a', nullsFirst: true }],
    ['b COLLATE "C"', { column: 'b', collation: 'C' }],
    ['b text_pattern_ops', { column: 'b', operatorClass: 'text_pattern_ops' }],
    ['lower(b)', { expression: 'lower(b)' }],
    [
      '(lower(b) COLLATE "C") DESC',
      { expression: 'lower(b)', collation: 'C', isDescending: true, nullsFirst: true },
    ],
    ['(a + 1)', { expression: '((a + 1))' }],
  ] as const)('ON t (%s)', async (key, expected) => {
    const { indexes } = await f.table(`${table} CREATE INDEX i ON t (${key})`);
    expect(indexes).toEqual([{ ...plainIndex, keys: [{ ...plainIndexKey, ...expected }] }]);
  });

  test('columns and expressions in one index keep their order', async () => {
    const { indexes } = await f.table(`${table} CREATE INDEX i ON t (lower(b), a, (a * 2) DESC, upper(b))`);
    expect(indexes[0]?.keys.map((key) => ('column' in key ? key.column : key.expression))).toEqual([
      'lower(b)',
      'a',
      '((a * 2))',
      'upper(b)',
    ]);
  });

  test('the collation of a column is its own, not the index’s', async () => {
    const { indexes } = await f.table('CREATE TABLE t (a text COLLATE "C"); CREATE INDEX i ON t (a)');
    expect(indexes).toEqual([plainIndex]);
    const [other] = (await f.table('DROP INDEX i; CREATE INDEX i ON t (a COLLATE "default")')).indexes;
    expect(other?.keys).toEqual([{ ...plainIndexKey, column: 'a', collation: 'default' }]);
  });

  test('other methods bring their own operator classes', async () => {
    const { indexes } = await f.table(
      `${table} CREATE INDEX i ON t USING gin (c jsonb_path_ops); CREATE INDEX j ON t USING gin (c)`,
    );
    const gin = { ...plainIndex, method: 'gin' };
    expect(indexes).toEqual([
      { ...gin, keys: [{ column: 'c', ...plainIndexKey, operatorClass: 'jsonb_path_ops' }] },
      { ...gin, name: 'j', keys: [{ column: 'c', ...plainIndexKey }] },
    ]);
  });

  test('a unique index to which a foreign key leads is still an index', async () => {
    const schema = await f.declare(
      'CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a); CREATE TABLE child (a int REFERENCES t (a))',
    );
    expect(tableNamed(schema, 't')).toMatchObject({ uniques: [], indexes: [{ name: 'i', isUnique: true }] });
  });

  test('what a failed CREATE INDEX CONCURRENTLY left behind is not valid', async () => {
    await f.run(`${table} INSERT INTO t VALUES (1), (1)`);
    await expect(f.run('CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)')).rejects.toThrow(
      'could not create unique',
    );
    const { indexes } = await f.table('SELECT 1');
    expect(indexes).toEqual([{ ...plainIndex, isUnique: true, isValid: false }]);
  });
});
