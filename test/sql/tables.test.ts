import { describe, expect, test } from 'vitest';
import { createdTables } from '../../src/sql/created-tables.ts';
import { droppedTables } from '../../src/sql/dropped-tables.ts';

describe('the tables that a SQLite script creates', () => {
  test.each([
    ['', []],
    ['CREATE TABLE Teams (id TEXT)', ['teams']],
    ['create table if not exists "Te""ams" (id TEXT) STRICT', ['te"ams']],
    ["CREATE TABLE [a b] (x); CREATE TABLE `c` (x); CREATE TABLE 'd' (x)", ['a b', 'c', 'd']],
    ['CREATE TABLE main.teams (id TEXT); CREATE TABLE Teams AS SELECT 1', ['teams']],
    ['CREATE VIRTUAL TABLE search USING fts5(text)', ['search']],
    ['CREATE TEMP TABLE a (x); CREATE TEMPORARY TABLE b (x); CREATE TABLE temp.c (x)', []],
    ['CREATE VIEW v AS SELECT 1; CREATE INDEX i ON t (x); DROP TABLE t', []],
    ["INSERT INTO t VALUES ('; CREATE TABLE a (x)'); -- CREATE TABLE b (x)\n/* ; CREATE TABLE c (x) */", []],
    ['CREATE TABLE If (x); CREATE TABLE "if" (x); CREATE TABLE ÉCOLE (x)', ['if', 'École']],
    ['CREATE TABLE', []],
    ['CREATE TABLE (x)', []],
  ])('%j', (text, tables) => {
    expect(createdTables('sqlite', text, null)).toEqual(tables);
  });
});

describe('the tables that a PostgreSQL script creates', () => {
  const long = 'x'.repeat(62);
  test.each([
    ['CREATE TABLE Teams (id text)', ['gw.teams']],
    ['CREATE TABLE IF NOT EXISTS "Teams" (id text)', ['gw.Teams']],
    [
      'CREATE UNLOGGED TABLE a (x int); CREATE TABLE b AS SELECT 1; CREATE TABLE c PARTITION OF a DEFAULT',
      ['gw.a', 'gw.b', 'gw.c'],
    ],
    ['CREATE TABLE Other.Teams (x int); CREATE TABLE "o.p"."q" (x int)', ['other.teams', 'o.p.q']],
    ['CREATE FOREIGN TABLE f (x int) SERVER s', ['gw.f']],
    [
      'CREATE TEMP TABLE a (x int); CREATE LOCAL TEMPORARY TABLE b (x int); CREATE TABLE pg_temp.c (x int)',
      [],
    ],
    ['CREATE GLOBAL TEMP TABLE a (x int)', []],
    ["DO $$ BEGIN CREATE TABLE a (x int); END $$; SELECT '; CREATE TABLE b (x int)'", []],
    ['CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT 1; CREATE TABLE a (x int) $$', []],
    [`CREATE TABLE ${long}éa (x int)`, [`gw.${long}`]],
    [`CREATE TABLE "${long}ab" (x int)`, [`gw.${long}a`]],
  ])('%j', (text, tables) => {
    expect(createdTables('postgres', text, 'gw')).toEqual(tables);
  });
});

describe('the tables that a SQLite script drops or renames', () => {
  test.each([
    ['', []],
    ['DROP TABLE Teams; drop table if exists "Users"', ['teams', 'users']],
    ['ALTER TABLE teams_new RENAME TO Teams', ['teams_new', 'teams']],
    ['ALTER TABLE main.[teams new] RENAME TO `teams`; DROP TABLE main.teams', ['teams new', 'teams']],
    ['ALTER TABLE t RENAME COLUMN a TO b; ALTER TABLE t RENAME a TO b; ALTER TABLE t ADD COLUMN c', []],
    ['DROP VIEW v; DROP INDEX i; DELETE FROM t; DROP TABLE temp.a', []],
    ["SELECT '; DROP TABLE a'; -- DROP TABLE b", []],
    ['CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM u; END; DROP TABLE x', ['x']],
  ])('%j', (text, tables) => {
    expect(droppedTables(text)).toEqual(tables);
  });
});
