import { describe, expect, test } from 'vitest';
import type { Column, ColumnType } from '../../src/core/schema.ts';
import { needMajor, tableNamed, useIntrospection } from './postgres-fixture.ts';

const f = useIntrospection();

const plainType: ColumnType = {
  declared: 'text',
  name: 'text',
  arguments: [],
  isArray: false,
  enumLabels: null,
  domain: null,
};

const plain: Column = {
  name: 'c',
  type: plainType,
  nullable: true,
  default: null,
  generated: null,
  counter: null,
  collation: null,
};

async function typeOf(declared: string): Promise<ColumnType | undefined> {
  return (await f.columns(`CREATE TABLE t (c ${declared})`))['c']?.type;
}

describe('types', () => {
  test.each([
    ['text', {}],
    ['int', { declared: 'integer', name: 'integer' }],
    ['VARCHAR(40)', { declared: 'character varying(40)', name: 'character varying', arguments: [40] }],
    ['varchar', { declared: 'character varying', name: 'character varying' }],
    ['char(3)', { declared: 'character(3)', name: 'character', arguments: [3] }],
    ['numeric(10,2)', { declared: 'numeric(10,2)', name: 'numeric', arguments: [10, 2] }],
    ['numeric', { declared: 'numeric', name: 'numeric' }],
    ['timestamptz', { declared: 'timestamp with time zone', name: 'timestamp with time zone' }],
    [
      'timestamptz(3)',
      { declared: 'timestamp(3) with time zone', name: 'timestamp with time zone', arguments: [3] },
    ],
    ['bit varying(7)', { declared: 'bit varying(7)', name: 'bit varying', arguments: [7] }],
    [
      'interval day to second(2)',
      { declared: 'interval day to second(2)', name: 'interval', arguments: [2] },
    ],
    ['double precision', { declared: 'double precision', name: 'double precision' }],
    ['jsonb', { declared: 'jsonb', name: 'jsonb' }],
    ['"char"', { declared: '"char"', name: '"char"' }],
    ['int[]', { declared: 'integer[]', name: 'integer', isArray: true }],
    [
      'varchar(5)[][]',
      { declared: 'character varying(5)[]', name: 'character varying', arguments: [5], isArray: true },
    ],
  ] as const)('%s', async (declared, expected) => {
    expect(await typeOf(declared)).toEqual({ ...plainType, ...expected });
  });

  test('an enum carries its labels in their order, also inside an array and from another schema', async () => {
    await f.run(`CREATE SCHEMA far; CREATE TYPE far.weight AS ENUM ('b', 'a');
CREATE TYPE mood AS ENUM ('sad', 'it''s "fine"'); ALTER TYPE mood ADD VALUE 'ok' BEFORE 'sad'`);
    const columns = await f.columns('CREATE TABLE t (m mood, ms mood[], w far.weight)');
    const labels = ['ok', 'sad', `it's "fine"`];
    expect(columns['m']?.type).toEqual({ ...plainType, declared: 'mood', name: 'mood', enumLabels: labels });
    expect(columns['ms']?.type).toMatchObject({ declared: 'mood[]', isArray: true, enumLabels: labels });
    expect(columns['w']?.type).toMatchObject({
      declared: 'far.weight',
      name: 'weight',
      enumLabels: ['b', 'a'],
    });
  });

  test('what stands in a quoted name is no argument', async () => {
    await f.run('CREATE SCHEMA far; CREATE TYPE far."odd(3)" AS ENUM ()');
    expect(await typeOf('far."odd(3)"')).toEqual({
      ...plainType,
      declared: 'far."odd(3)"',
      name: 'odd(3)',
      enumLabels: [],
    });
  });

  test('a domain leads to the type it stands on, through others and through brackets', async () => {
    await f.run(`CREATE DOMAIN code AS varchar(10) COLLATE "C"; CREATE DOMAIN short_code AS code CHECK (length(VALUE) < 5);
CREATE DOMAIN codes AS short_code[]`);
    const columns = await f.columns('CREATE TABLE t (a short_code, b short_code[], c codes)');
    const type = { ...plainType, name: 'character varying', arguments: [10], domain: 'short_code' };
    expect(columns['a']).toEqual({
      ...plain,
      name: 'a',
      type: { ...type, declared: 'short_code' },
      collation: 'C',
    });
    expect(columns['b']?.type).toEqual({ ...type, declared: 'short_code[]', isArray: true });
    expect(columns['c']?.type).toEqual({ ...type, declared: 'codes', domain: 'codes', isArray: true });
  });

  test("a domain's NOT NULL and default hold for columns that say nothing of it", async () => {
    await f.run(`CREATE DOMAIN filled AS text NOT NULL; CREATE DOMAIN preset AS filled DEFAULT 'x'`);
    const columns = await f.columns(`CREATE TABLE t (a preset, b preset DEFAULT 'own', many preset[])`);
    expect(columns['a']).toMatchObject({ nullable: false, default: `'x'::text` });
    expect(columns['b']).toMatchObject({ nullable: false, default: `'own'::text` });
    expect(columns['many']).toMatchObject({ nullable: true, default: null });
  });

  test('an extension’s type goes by its name, wherever it lies', async () => {
    const schema = await f.declare(
      'CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE TABLE t (c ext.citext)',
    );
    const [column] = tableNamed(schema, 't').columns;
    expect(column).toEqual({ ...plain, type: { ...plainType, declared: 'ext.citext', name: 'citext' } });
  });
});

describe('what a column does by itself', () => {
  test('nullability, default, collation', async () => {
    const columns =
      await f.columns(`CREATE TABLE t (a text NOT NULL, b text DEFAULT 'it''s', c int DEFAULT 1 + 1,
  d timestamptz DEFAULT now(), e text COLLATE "C", f text COLLATE "default", g text DEFAULT NULL)`);
    expect(columns['a']).toEqual({ ...plain, name: 'a', nullable: false });
    expect(columns['b']?.default).toBe(`'it''s'::text`);
    expect(columns['c']?.default).toBe('(1 + 1)');
    expect(columns['d']?.default).toBe('now()');
    expect(columns['e']?.collation).toBe('C');
    expect(columns['f']?.collation).toBeNull();
    expect(columns['g']).toMatchObject({ nullable: true });
  });

  test('serial and identity count; then there is no default, and their sequence is part of the column', async () => {
    const schema =
      await f.declare(`CREATE TABLE "Counted" (a serial, "B b" bigserial, c int GENERATED ALWAYS AS IDENTITY,
  d bigint GENERATED BY DEFAULT AS IDENTITY, e smallserial)`);
    const { columns } = tableNamed(schema, 'Counted');
    expect(columns.map(({ name, counter, default: preset }) => [name, counter, preset])).toEqual([
      ['a', 'serial', null],
      ['B b', 'serial', null],
      ['c', 'identity-always', null],
      ['d', 'identity-by-default', null],
      ['e', 'serial', null],
    ]);
    expect(schema.others).toEqual([]);
  });

  test('a sequence that the column does not own, or does more with than count, is a default', async () => {
    const schema = await f.declare(`CREATE SEQUENCE alone; CREATE SEQUENCE owned; CREATE SEQUENCE idle;
CREATE TABLE t (a bigint DEFAULT nextval('alone'), b bigint DEFAULT -nextval('owned'), c bigint, d serial, e int DEFAULT nextval('t_d_seq'));
ALTER SEQUENCE owned OWNED BY t.b; ALTER SEQUENCE idle OWNED BY t.c`);
    expect(tableNamed(schema, 't').columns.map((column) => [column.counter, column.default])).toEqual([
      [null, `nextval('alone'::regclass)`],
      [null, `(- nextval('owned'::regclass))`],
      [null, null],
      ['serial', null],
      [null, `nextval('t_d_seq'::regclass)`],
    ]);
    expect(schema.others.map(({ kind, name }) => [kind, name])).toEqual([
      ['sequence', 'alone'],
      ['sequence', 'idle'],
      ['sequence', 'owned'],
    ]);
  });

  test('stored generated columns', async () => {
    const columns = await f.columns('CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED)');
    expect(columns['b']).toMatchObject({ default: null, generated: { expression: '(a * 2)', stored: true } });
  });

  test('virtual generated columns', async (context) => {
    needMajor(context, 18, 'GENERATED … VIRTUAL');
    const columns = await f.columns('CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL)');
    expect(columns['b']).toMatchObject({
      default: null,
      generated: { expression: '(a * 2)', stored: false },
    });
  });
});

test('columns stand in the table’s order, without those that were dropped', async () => {
  await f.run(
    'CREATE TABLE t (z int, gone int, a int UNIQUE, b int CHECK (b > 0)); ALTER TABLE t DROP COLUMN gone',
  );
  const table = await f.table('ALTER TABLE t ADD COLUMN gone text, ADD UNIQUE (gone, b)');
  expect(table.columns.map(({ name }) => name)).toEqual(['z', 'a', 'b', 'gone']);
  expect(table.uniques.map(({ columns }) => columns)).toEqual([['a'], ['gone', 'b']]);
});

test('names come through as they are: quoted, mixed case, key words, unicode', async () => {
  const names = ['Mixed Case', 'select', 'größe', 'q"uote', "it's", '日本語', 'dot.ted', 'back\\slash', '{}'];
  const spelt = names.map((name) => `"${name.replaceAll('"', '""')}" int UNIQUE`);
  const table = await f.table(`CREATE TABLE "user ""T""" (${spelt.join(', ')})`);
  expect(table.name).toBe('user "T"');
  expect(table.columns.map(({ name }) => name)).toEqual(names);
  expect(table.uniques.map(({ columns }) => columns[0]).sort()).toEqual(names.sort());
});
