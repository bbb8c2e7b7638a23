import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitStatements } from '../../src/sql/statements.ts';
import { fragmentsOf } from './fragments.ts';

const split = (text: string): readonly string[] => splitStatements('sqlite', text).map((s) => s.text);

/** What SQLite itself makes of a piece: one statement, none, several, or a piece that it cannot parse. */
function judge(db: Database.Database, piece: string): 'one' | 'none' | 'several' | string {
  try {
    db.prepare(piece);
    return 'one';
  } catch (error) {
    const { message } = error as Error;
    if (message.includes('contains no statements')) return 'none';
    return message.includes('more than one statement') ? 'several' : message;
  }
}

const trickyScripts: readonly (readonly [string, readonly string[]])[] = [
  ['', []],
  [' ;; -- nothing\n/* here ; */ ;', []],
  ['SELECT 1', ['SELECT 1']],
  ['-- first\nSELECT 1 -- behind ; it\n;SELECT 2;', ['SELECT 1', 'SELECT 2']],
  ['SELECT 1 /* ; /* not nested */; SELECT 2', ['SELECT 1', 'SELECT 2']],
  ['SELECT 1; /* not closed ; SELECT 2', ['SELECT 1']],
  [
    "SELECT ';', 'it''s;' ; SELECT \";\", `;`, [;] FROM t",
    ["SELECT ';', 'it''s;'", 'SELECT ";", `;`, [;] FROM t'],
  ],
  ["SELECT x'00', X'3b' ; SELECT 2", ["SELECT x'00', X'3b'", 'SELECT 2']],
  ['SELECT $a, #a ; SELECT :b, @c, ?1, ?', ['SELECT $a, #a', 'SELECT :b, @c, ?1, ?']],
  [
    'CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; DELETE FROM t; END; SELECT 1',
    [
      'CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; DELETE FROM t; END',
      'SELECT 1',
    ],
  ],
  [
    'create temp trigger if not exists g after insert on t begin select 1; -- ;end;\n /* */ end /* */ ; select 2',
    [
      'create temp trigger if not exists g after insert on t begin select 1; -- ;end;\n /* */ end',
      'select 2',
    ],
  ],
  [
    'CREATE TEMPORARY TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END',
    ['CREATE TEMPORARY TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END'],
  ],
  [
    'EXPLAIN QUERY PLAN SELECT 1; EXPLAIN CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; SELECT 2',
    [
      'EXPLAIN QUERY PLAN SELECT 1',
      'EXPLAIN CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END',
      'SELECT 2',
    ],
  ],
  ['CREATE TABLE "trigger" (a); CREATE TABLE u (a)', ['CREATE TABLE "trigger" (a)', 'CREATE TABLE u (a)']],
  ['SELECT 1 \v; \uFEFFSELECT 2', ['SELECT 1', 'SELECT 2']],
];

describe('a SQLite script is split where SQLite ends a statement', () => {
  test.each(trickyScripts)('%j', (script, pieces) => {
    expect(split(script)).toEqual(pieces);
  });

  test('every piece is exactly one statement to SQLite', () => {
    const db = new Database(':memory:');
    db.exec('CREATE TABLE t (a, ";" , "b;b")');
    const judged = trickyScripts.flatMap(([, pieces]) => pieces.map((piece) => [piece, judge(db, piece)]));
    expect(judged.filter(([, verdict]) => verdict !== 'one')).toEqual([]);
    expect(judged.length).toBeGreaterThan(15);
  });

  test('the semicolon in a Tcl parameter, which libsql knows and better-sqlite3 does not, ends nothing', () => {
    for (const parameter of ['$a(;)', ':a(;)', '@a(;)', '#a(;)', ':a::b(;)'])
      expect(split(`SELECT ${parameter} ; SELECT 2`)).toEqual([`SELECT ${parameter}`, 'SELECT 2']);
  });

  test('start and end are where the piece stands in the script', () => {
    const script = '/* é😀 */ SELECT 1 ;\n  SELECT 2 -- end\n';
    for (const { text, start, end } of splitStatements('sqlite', script)) {
      expect(script.slice(start, end)).toBe(text);
    }
  });
});

/** Pieces of scripts, right and broken, that a splitter may cut in the wrong place. */
const fragment = fragmentsOf(
  ";¦ ¦\n¦'¦\"¦`¦[¦]¦--¦/*¦*/¦(¦)¦$a(¦$¦::¦:a¦?1¦#¦@¦x'¦'a;b'¦\"a;b\"¦[a;b]¦`a;b`¦x'3b'¦1¦1.5e3¦0x1F¦.5¦12ab¦->>¦||¦\\",
  'SELECT 1¦SELECT¦CREATE TABLE¦CREATE¦TEMP¦TRIGGER¦EXPLAIN¦BEGIN¦END¦CASE¦é¦😀¦END;¦ t ¦\t¦\r¦\f¦\v¦\uFEFF',
  'CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1;',
);

describe('on any text', () => {
  test('a piece that SQLite can parse is never more or less than one statement', () => {
    const db = new Database(':memory:');
    db.exec('CREATE TABLE t (a)');
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 14 }), (parts) => {
        for (const piece of split(parts.join(''))) {
          expect(['none', 'several']).not.toContain(judge(db, piece));
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('running the pieces one by one leaves the same database as running the script', () => {
    const statement = fc.constantFrom(
      "INSERT INTO log VALUES (';', 'a''b;c')",
      'INSERT INTO log SELECT x, "y;y" FROM (SELECT 1 AS x, 2 AS "y;y")',
      "INSERT INTO log (a) VALUES (x'3b') -- ; a comment",
      'DELETE FROM log WHERE a = /* ; */ 2',
      'CREATE TABLE IF NOT EXISTS [odd;name] (a)',
      'INSERT INTO log VALUES (CASE WHEN 1 THEN 2 END, 3)',
      'CREATE TRIGGER IF NOT EXISTS g AFTER INSERT ON log BEGIN INSERT INTO seen VALUES (new.a); END',
      "CREATE TEMP TRIGGER IF NOT EXISTS h AFTER DELETE ON log BEGIN INSERT INTO seen VALUES ('end;'); SELECT CASE 1 WHEN 1 THEN 2 END; END",
      '',
    );
    const separator = fc.constantFrom(';', ';\n', ' ; ', '\n;;', ';/* ; */', ';-- ;\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(statement, separator), { maxLength: 12 }), (parts) => {
        const script = parts.map(([text, end]) => `${text}\n${end}`).join('');
        const whole = run((db) => db.exec(script));
        const pieces = run((db) => split(script).forEach((piece) => db.prepare(piece).run()));
        expect(pieces).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });
});

/** Everything that a script leaves behind. */
function run(script: (db: Database.Database) => void): unknown {
  using db = Object.assign(new Database(':memory:'), {
    [Symbol.dispose](this: Database.Database): void {
      this.close();
    },
  });
  db.exec('CREATE TABLE log (a, b); CREATE TABLE seen (a)');
  script(db);
  return ['sqlite_schema', 'log', 'seen'].map((table) => db.prepare(`SELECT * FROM ${table}`).all());
}
