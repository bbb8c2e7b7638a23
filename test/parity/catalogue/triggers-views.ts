import type { Pair } from './pair.ts';

const refuse = `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$;`;
const body = `BEGIN SELECT RAISE(ABORT, 'append-only'); END`;

function onTable(
  name: string,
  covers: Pair['covers'],
  postgres: string,
  sqlite: string,
  expect: readonly string[],
): Pair {
  return {
    name,
    covers,
    postgres: `CREATE TABLE t (a text, b text); ${refuse} ${postgres}`,
    sqlite: `CREATE TABLE t (a TEXT, b TEXT); ${sqlite}`,
    expect,
  };
}

export const triggersAndViews: readonly Pair[] = [
  onTable(
    'one trigger of both sides',
    ['5: trigger'],
    'CREATE TRIGGER t_ro BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION refuse()',
    `CREATE TRIGGER t_ro BEFORE UPDATE ON t ${body}`,
    [],
  ),
  onTable(
    'one trigger for two events opposite to two triggers',
    ['5: trigger'],
    'CREATE TRIGGER t_ro BEFORE UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION refuse()',
    `CREATE TRIGGER t_ro_u BEFORE UPDATE ON t ${body}; CREATE TRIGGER t_ro_d BEFORE DELETE ON t ${body}`,
    [],
  ),
  onTable(
    'a trigger that SQLite lacks',
    ['3: trigger missing', '5: trigger'],
    'CREATE TRIGGER t_ro BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION refuse()',
    '',
    ['error trigger:sqlite:t.t_ro'],
  ),
  onTable(
    'a trigger that PostgreSQL lacks',
    ['3: trigger missing', '5: trigger'],
    '',
    `CREATE TRIGGER t_ai AFTER INSERT ON t BEGIN UPDATE t SET b = 'x' WHERE rowid = NEW.rowid; END`,
    ['error trigger:postgres:t.t_ai'],
  ),
  onTable(
    'one event of two is lost',
    ['3: trigger missing', '5: trigger'],
    'CREATE TRIGGER t_ro BEFORE UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION refuse()',
    `CREATE TRIGGER t_ro BEFORE UPDATE ON t ${body}`,
    ['error trigger:sqlite:t.t_ro'],
  ),
  onTable(
    'another event',
    ['3: trigger missing', '5: trigger'],
    'CREATE TRIGGER t_ro BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION refuse()',
    `CREATE TRIGGER t_ro BEFORE UPDATE ON t ${body}`,
    ['error trigger:postgres:t.t_ro', 'error trigger:sqlite:t.t_ro'],
  ),
  onTable(
    'another time',
    ['5: trigger'],
    'CREATE TRIGGER t_ro BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION refuse()',
    `CREATE TRIGGER t_ro AFTER UPDATE ON t ${body}`,
    ['error trigger:both:t.t_ro'],
  ),
  onTable(
    'TRUNCATE, which SQLite does not have, needs no trigger there',
    ['5: trigger'],
    'CREATE TRIGGER t_ro BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION refuse(); CREATE TRIGGER t_tr BEFORE TRUNCATE ON t EXECUTE FUNCTION refuse()',
    `CREATE TRIGGER t_ro BEFORE DELETE ON t ${body}`,
    [],
  ),
  onTable(
    'a trigger lost by a rebuild',
    ['3: trigger missing'],
    'CREATE TRIGGER t_ro BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION refuse(); ALTER TABLE t ADD COLUMN c text',
    `CREATE TRIGGER t_ro BEFORE UPDATE ON t ${body}; CREATE TABLE t_new (a TEXT, b TEXT, c TEXT); DROP TABLE t; ALTER TABLE t_new RENAME TO t`,
    ['error trigger:sqlite:t.t_ro'],
  ),
  {
    name: 'a view of both sides, with other words in it',
    covers: ['5: view'],
    postgres: `CREATE TABLE t (a text, n integer); CREATE VIEW v AS SELECT a, n + 1 AS next FROM t WHERE a <> ''`,
    sqlite: `CREATE TABLE t (a TEXT, n INTEGER); CREATE VIEW v (a, next) AS SELECT t.a, 1 + t.n FROM t WHERE t.a != ''`,
    expect: [],
  },
  {
    name: 'a view that one side lacks, either side',
    covers: ['5: view'],
    postgres: 'CREATE TABLE t (a text); CREATE VIEW v AS SELECT a FROM t',
    sqlite: 'CREATE TABLE t (a TEXT); CREATE VIEW w AS SELECT a FROM t',
    expect: ['error view:sqlite:v', 'error view:postgres:w'],
  },
  {
    name: 'a view with other columns',
    covers: ['5: view'],
    postgres: 'CREATE TABLE t (a text, b text); CREATE VIEW v AS SELECT a, b FROM t',
    sqlite: 'CREATE TABLE t (a TEXT, b TEXT); CREATE VIEW v AS SELECT a FROM t',
    expect: ['error view:both:v'],
  },
  {
    name: 'a view of a view',
    covers: ['5: view'],
    postgres:
      'CREATE TABLE t (a text, b text); CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT a FROM v',
    sqlite:
      'CREATE TABLE t (a TEXT, b TEXT); CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT a FROM v',
    expect: [],
  },
  {
    name: 'a view on one side, a table on the other',
    covers: ['5: view', '5: table'],
    postgres: 'CREATE TABLE t (a text); CREATE VIEW v AS SELECT a FROM t',
    sqlite: 'CREATE TABLE t (a TEXT); CREATE TABLE v (a TEXT)',
    expect: ['error table:both:v'],
  },
];
