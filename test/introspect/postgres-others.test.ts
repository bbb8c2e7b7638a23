import { expect, test } from 'vitest';
import type { Schema } from '../../src/core/schema.ts';
import type { Session } from '../../src/drivers/port.ts';
import { introspectSession } from '../../src/introspect/introspect.ts';
import { failureOf } from '../drivers/pg-fixture.ts';
import { openPg } from '../../src/drivers/pg/open.ts';
import { othersOf, useIntrospection } from './postgres-fixture.ts';

const f = useIntrospection();

const nothing: Omit<Schema, 'version'> = { engine: 'postgres', tables: [], views: [], enums: [], others: [] };

async function openAs(role: string): Promise<Session> {
  const url = new URL(f.url);
  url.username = role;
  url.password = 'none';
  return (await openPg(url.href, { create: false }))!;
}

test('nothing is declared: an empty schema, with the server’s version', async () => {
  const schema = await f.declare('');
  expect(schema).toEqual({ ...nothing, version: expect.stringMatching(/^1[4-9]\.\d+$/) });
});

test.each([
  [
    'CREATE FUNCTION double(a int, b text DEFAULT $$x$$) RETURNS int LANGUAGE sql AS $$ SELECT a * 2 $$',
    /^function double\(a integer, b text\): CREATE OR REPLACE FUNCTION public\.double[^]*SELECT a \* 2/,
  ],
  [
    'CREATE PROCEDURE work() LANGUAGE sql AS $$ SELECT 1 $$',
    /^procedure work\(\): CREATE OR REPLACE PROCEDURE/,
  ],
  [
    `CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0')`,
    /^aggregate total\(integer\): sfunc = int4pl, stype = integer, initcond = '0'$/,
  ],
  [
    `CREATE DOMAIN d AS varchar(3) COLLATE "C" DEFAULT 'x' NOT NULL CONSTRAINT ck CHECK (VALUE <> '')`,
    /^domain d: AS character varying\(3\) COLLATE "C" DEFAULT 'x'::character varying NOT NULL CONSTRAINT ck CHECK \(/,
  ],
  ['CREATE TYPE pair AS (a int, "B" text)', /^composite type pair: \(a integer, "B" text\)$/],
  ['CREATE TYPE span AS RANGE (subtype = float8)', /^range type span: \(subtype = double precision\)$/],
  [
    'CREATE SEQUENCE s AS int START 5 INCREMENT 2 CYCLE',
    /^sequence s: AS integer INCREMENT BY 2 MINVALUE 1 MAXVALUE 2147483647 START WITH 5 CACHE 1 CYCLE$/,
  ],
  [
    'CREATE TABLE t (r int4range, CONSTRAINT no_overlap EXCLUDE USING gist (r WITH &&))',
    /^exclusion constraint t\.no_overlap: EXCLUDE USING gist \(r WITH &&\)$/,
  ],
  [
    'CREATE TABLE t (); ALTER TABLE t ENABLE ROW LEVEL SECURITY',
    /^row-level security t: ENABLE ROW LEVEL SECURITY$/,
  ],
  [
    'CREATE TABLE t (a int); CREATE POLICY p ON t FOR UPDATE TO PUBLIC USING (a > 1) WITH CHECK (a < 9)',
    /^policy t\.p: AS PERMISSIVE FOR UPDATE TO PUBLIC USING \(\(a > 1\)\) WITH CHECK \(\(a < 9\)\)$/,
  ],
  [
    'CREATE TABLE t (); CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING',
    /^rule t\.r: CREATE RULE r AS\s+ON INSERT TO public\.t DO INSTEAD NOTHING;$/,
  ],
  [
    'CREATE TABLE t (a int, b int); CREATE STATISTICS st ON a, b FROM t',
    /^statistics st: CREATE STATISTICS public\.st ON a, b FROM t$/,
  ],
  [
    `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER srv FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE ft (a int NOT NULL, b text) SERVER srv`,
    /^foreign table ft: \(a integer NOT NULL, b text\) SERVER srv$/,
  ],
  [`CREATE COLLATION c (locale = 'C')`, /^collation c: provider c$/],
  [
    'CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)',
    /^operator ===: ===\(integer,integer\) by int4eq$/,
  ],
  [
    'CREATE TEXT SEARCH CONFIGURATION ts (PARSER = default)',
    /^text search configuration ts: PARSER default$/,
  ],
])('listed, because the model does not cover it: %s', async (sql, expected) => {
  const others = othersOf(await f.declare(sql));
  await f.run('DROP FOREIGN DATA WRAPPER IF EXISTS w CASCADE');
  expect(others).toEqual([expect.stringMatching(expected)]);
});

test('an event trigger is of the whole database', async () => {
  const schema =
    await f.declare(`CREATE SCHEMA far; CREATE FUNCTION far.ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION far.ev()`);
  expect(othersOf(schema)).toEqual([
    'event trigger e: ON ddl_command_end WHEN TAG IN (DROP TABLE) EXECUTE FUNCTION far.ev()',
  ]);
});

test('what is not of the first schema carries its own', async () => {
  const schema = await f.declare(
    'CREATE SCHEMA far; CREATE SEQUENCE far.s; CREATE VIEW far.v AS SELECT 1 AS one',
    {
      schemas: ['public', 'far'],
    },
  );
  expect(schema.others).toMatchObject([{ kind: 'sequence', name: 'far.s' }]);
  expect(schema.views).toMatchObject([{ schema: 'far', name: 'v' }]);
});

test('left out: other schemas, histories with their side tables, and what an extension brings', async () => {
  const schema = await f.declare(
    `CREATE SCHEMA far; CREATE TABLE far.t (a int); CREATE EXTENSION citext; CREATE EXTENSION pg_stat_statements; CREATE EXTENSION seg;
CREATE TABLE "My history" (id serial PRIMARY KEY); CREATE TABLE "My history_state" (key text); CREATE TEMP TABLE gone (a int)`,
    { histories: ['My history'] },
  );
  expect(schema).toMatchObject(nothing);
});

test('names and constants print alike, whatever the database’s settings', async () => {
  const settings = [
    'search_path = far',
    'quote_all_identifiers = on',
    'standard_conforming_strings = off',
    "bytea_output = 'escape'",
    "IntervalStyle = 'iso_8601'",
    'extra_float_digits = -15',
    "statement_timeout = '150ms'",
  ];
  await f.run(`CREATE SCHEMA app; CREATE SCHEMA far; CREATE TYPE app.mood AS ENUM ('ok'); CREATE FUNCTION app.one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE app.t (m app.mood DEFAULT 'ok', n int DEFAULT app.one(), p text DEFAULT 'a\\b', b bytea DEFAULT '\\x00ff',
  i interval DEFAULT '1 day 02:00', f float8 DEFAULT '0.1'::float8);
DO $$ BEGIN ${settings.map((setting) => `EXECUTE format('ALTER DATABASE %I SET ${setting.replaceAll("'", "''")}', current_database());`).join(' ')} END $$`);
  const session = (await openPg(f.url, { create: false }))!;
  const schema = await introspectSession(session, { schemas: ['app'] });
  expect(await session.query('SELECT pg_sleep(0.2) IS NULL AS early')).toEqual([{ early: false }]);
  await session[Symbol.asyncDispose]();
  await f.run(
    `SET statement_timeout = 0; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET ALL', current_database()); END $$`,
  );
  const [table] = schema.tables;
  expect(table).toMatchObject({
    schema: null,
    columns: [{ type: { declared: 'mood' } }, {}, {}, {}, {}, {}],
  });
  expect(table?.columns.map((column) => column.default)).toEqual([
    `'ok'::mood`,
    'one()',
    `'a\\b'::text`,
    `'\\x00ff'::bytea`,
    `'1 day 02:00:00'::interval`,
    `'0.1'::double precision`,
  ]);
});

test('a view over a function that fails reads as any other: nothing of the schema is run', async () => {
  const schema =
    await f.declare(`CREATE FUNCTION boom() RETURNS int LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$boom$$; END';
CREATE VIEW v AS SELECT boom() AS n`);
  expect(schema.views).toMatchObject([{ name: 'v', columns: ['n'] }]);
});

test('a schema that does not exist is an error that names it and those that there are', async () => {
  await f.run('CREATE SCHEMA billing');
  const error = await failureOf(introspectSession(f.session, { schemas: ['public', 'biling'] }));
  expect(error).toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'there is no schema "biling": the database has "billing", "public". Did you mean "billing"?',
    details: { missing: ['biling'], schemas: ['billing', 'public'] },
  });
  expect(error.hint).toContain('upper and lower case count');
  await f.run('DROP SCHEMA public; DROP SCHEMA billing');
  expect(await failureOf(introspectSession(f.session))).toMatchObject({
    code: 'CONFIG_INVALID',
    message: 'there is no schema "public": the database has no schema.',
  });
});

test('a role without privileges reads what the catalog shows', async () => {
  await f.run(`CREATE TABLE t (a int DEFAULT 1); CREATE VIEW v AS SELECT a FROM t; REVOKE ALL ON SCHEMA public FROM PUBLIC;
CREATE ROLE introspect_nobody LOGIN PASSWORD 'none'`);
  const session = await openAs('introspect_nobody');
  const schema = await introspectSession(session);
  await session[Symbol.asyncDispose]();
  await f.run('DROP ROLE introspect_nobody');
  expect(schema).toMatchObject({
    tables: [{ name: 't', columns: [{ default: '1' }] }],
    views: [{ name: 'v' }],
  });
});

test('where the server refuses the query, that is said', async () => {
  await f.run(`CREATE TABLE t (a int); REVOKE EXECUTE ON FUNCTION pg_get_viewdef(oid) FROM PUBLIC;
CREATE ROLE introspect_refused LOGIN PASSWORD 'none'`);
  const session = await openAs('introspect_refused');
  const error = await failureOf(introspectSession(session));
  await session[Symbol.asyncDispose]();
  await f.run('GRANT EXECUTE ON FUNCTION pg_get_viewdef(oid) TO PUBLIC; DROP ROLE introspect_refused');
  expect(error).toMatchObject({
    code: 'PERMISSION_DENIED',
    message: 'permission denied for function pg_get_viewdef (42501)',
  });
});

test('an aborted signal reads nothing', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  expect(await failureOf(introspectSession(f.session, { signal }))).toMatchObject({ code: 'INTERRUPTED' });
});
