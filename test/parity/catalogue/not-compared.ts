import type { Pair } from './pair.ts';

/** What lies outside of the comparison: listed, or left out altogether where it is nobody's schema. */
export const notCompared: readonly Pair[] = [
  {
    name: 'functions and domains are listed',
    covers: ['5: notCompared'],
    postgres: `CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n * 2'; CREATE DOMAIN short AS varchar(10); CREATE TABLE t (a short)`,
    sqlite: 'CREATE TABLE t (a VARCHAR(10))',
    expect: [],
    notCompared: ['postgres function twice', 'postgres domain short'],
  },
  {
    name: 'row-level security is listed',
    covers: ['5: notCompared'],
    postgres:
      'CREATE TABLE t (a text); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON t USING (a = current_user)',
    sqlite: 'CREATE TABLE t (a TEXT)',
    expect: [],
    notCompared: ['postgres row-level security t'],
  },
  {
    name: 'an exclusion constraint is listed',
    covers: ['5: notCompared'],
    postgres: 'CREATE TABLE t (r inet, CONSTRAINT t_apart EXCLUDE USING gist (r inet_ops WITH &&))',
    sqlite: 'CREATE TABLE t (r TEXT)',
    expect: [],
    notCompared: ['postgres exclusion constraint t.t_apart'],
  },
  {
    name: 'a full-text table is listed, its shadows are nobody’s',
    covers: ['1: engine-internal objects stay out', '5: notCompared'],
    postgres: 'CREATE TABLE t (a text)',
    sqlite: 'CREATE TABLE t (a TEXT); CREATE VIRTUAL TABLE t_search USING fts5(a)',
    expect: [],
    notCompared: ['sqlite virtual table t_search'],
  },
  {
    name: 'sqlite_sequence and sqlite_stat1 are the engine’s',
    covers: ['1: engine-internal objects stay out'],
    postgres: 'CREATE TABLE t (id serial PRIMARY KEY, a text); CREATE INDEX t_a ON t (a); ANALYZE t',
    sqlite:
      'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT); CREATE INDEX t_a ON t (a); INSERT INTO t (a) VALUES (1); ANALYZE',
    expect: [],
  },
  {
    name: 'history tables with their side tables are the runner’s',
    covers: ['1: history tables stay out'],
    postgres:
      'CREATE TABLE schema_migrations (migration_name text); CREATE TABLE schema_migrations_state (a text, b text); CREATE TABLE t (a text)',
    sqlite:
      'CREATE TABLE schema_migrations (migration_name TEXT, extra TEXT); CREATE TABLE schema_migrations_state (c TEXT); CREATE TABLE t (a TEXT)',
    expect: [],
  },
  {
    name: 'what an extension brings is the extension’s',
    covers: ['1: extension-owned objects stay out'],
    postgres: 'CREATE EXTENSION earthdistance CASCADE; CREATE TABLE t (a text)',
    sqlite: 'CREATE TABLE t (a TEXT)',
    expect: [],
  },
  {
    name: 'a table for searching opposite to a virtual table is there on both sides',
    covers: ['5: notCompared', '5: table'],
    postgres: 'CREATE TABLE t (a text); CREATE TABLE t_search (a text, words text)',
    sqlite: 'CREATE TABLE t (a TEXT); CREATE VIRTUAL TABLE t_search USING fts5(a)',
    expect: [],
    notCompared: ['sqlite virtual table t_search'],
  },
  {
    name: 'what SQLite does in place of an error is listed',
    covers: ['5: notCompared'],
    postgres: 'CREATE TABLE t (a text UNIQUE, b text NOT NULL); CREATE TABLE u (a text UNIQUE)',
    sqlite: `CREATE TABLE t (a TEXT UNIQUE ON CONFLICT REPLACE, b TEXT NOT NULL ON CONFLICT IGNORE); CREATE TABLE u (a TEXT UNIQUE ON CONFLICT ABORT /* ON CONFLICT FAIL */)`,
    expect: [],
    notCompared: ['sqlite conflict clause t'],
  },
];
