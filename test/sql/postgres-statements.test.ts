import * as fc from 'fast-check';
import { loadModule, parseSync } from 'libpg-query';
import { Client } from 'pg';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { splitStatements } from '../../src/sql/statements.ts';
import { fragmentsOf } from './fragments.ts';

beforeAll(() => loadModule());

const split = (text: string): readonly string[] => splitStatements('postgres', text).map((s) => s.text);

/** The statements as the server's parser cuts them, or null where it cannot parse the script. */
function splitByServer(script: string): readonly string[] | null {
  const bytes = Buffer.from(script);
  // libpg-query refuses a text of no length.
  if (script === '') return [];
  try {
    const { stmts } = parseSync(script) as {
      stmts?: readonly { stmt_location?: number; stmt_len?: number }[];
    };
    return (stmts ?? []).map(({ stmt_location: start = 0, stmt_len: length = 0 }) =>
      bytes.subarray(start, length === 0 ? bytes.length : start + length).toString(),
    );
  } catch {
    return null;
  }
}

/** The parser's pieces begin and end with white space and comments; ours with tokens. */
function expectSameSplit(script: string, expected: readonly string[]): void {
  const ours = splitStatements('postgres', script);
  expect(ours.length, script).toBe(expected.length);
  for (const [index, { text }] of ours.entries()) {
    const theirs = expected[index] ?? '';
    expect(theirs, script).toContain(text);
    // What is left over beside our piece holds no token.
    const at = theirs.indexOf(text);
    const rest = [theirs.slice(0, at), theirs.slice(at + text.length)];
    expect(rest.flatMap((piece) => split(piece))).toEqual([]);
  }
}

const body = 'BEGIN ATOMIC INSERT INTO t VALUES (1); SELECT CASE WHEN true THEN 1 END; END';

/** Valid scripts, with the number of statements in each. */
const trickyScripts: readonly (readonly [number, string])[] = [
  [0, ''],
  [0, ' ;; -- nothing\n/* here ; /* nested ; */ ; */ ;'],
  [2, 'SELECT 1 -- ; behind it\n; SELECT 2'],
  [2, 'SELECT 1 -- a carriage return ends a comment\r; SELECT 2'],
  [2, "SELECT ';', 'it''s;', E'it\\';', E'\\\\'; SELECT 2"],
  [1, "SELECT 'a'\n';b'"],
  [1, "SELECT E'a'\n  '\\';'"],
  [2, "SELECT 'a\\'; SELECT 'b'"],
  [1, "SELECT U&'d\\0061;t''a', U&\"d\\0061;\", B'01', X'3b', N'n;', e'\\''"],
  [2, "SELECT B'0'\n'1', X'1' ; SELECT U&'!0061' UESCAPE '!'"],
  [2, 'SELECT $$;$$, $a$ ; $$ ; $b$ $a$, $é$;$é$ ; SELECT 2'],
  [1, 'SELECT $a$ $a $ $a$'],
  [2, 'SELECT a$$, b$c$ FROM t; SELECT "a$$", 1'],
  [3, 'PREPARE p AS SELECT $1, $2::text; SELECT 1 ; SELECT 1,$$;$$'],
  [2, 'SELECT ";", "a"";b", "é😀;" FROM t; SELECT 😀 FROM été'],
  [2, 'SELECT 1+-2, 1*-1, a<@b, a@>-1, a->>b, 2/*;*/*3, 1-- ;\n, a@-b ; SELECT @-1'],
  [1, "SELECT a[1:2], b::int, 1.5e3, .5, 1., 1_000, 0xFF, 0b1, 0o7 FROM f(a => 1, b := ';')"],
  [1, 'DO $do$ BEGIN COMMIT; END; $do$'],
  [2, `CREATE FUNCTION f(begin int, a text DEFAULT 'x;') RETURNS int LANGUAGE sql ${body}; SELECT 1`],
  [2, `create or replace procedure p() begin atomic end; select 1`],
  [2, `CREATE PROCEDURE p() BEGIN /* ; */ ATOMIC ; ; SELECT 1 ; END ; SELECT 1`],
  [2, 'CREATE FUNCTION f(begin atomic) RETURNS int RETURN 1; SELECT 1'],
  [2, 'CREATE FUNCTION f() RETURNS int RETURN CASE WHEN true THEN 1 END; SELECT 1'],
  [
    2,
    `CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1 AS end; SELECT t.end, 1 end FROM t; END; END`,
  ],
  [2, "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN; END;'; SELECT 1"],
  [2, 'CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; INSERT INTO u VALUES ((1))); SELECT 1'],
  [2, 'CREATE OR REPLACE RULE r AS ON DELETE TO t DO INSTEAD NOTHING; SELECT 1'],
  [3, 'BEGIN; SELECT 1; END'],
  [3, 'BEGIN; CREATE TABLE atomic (a int); COMMIT'],
  [2, 'CREATE TABLE function (begin int, atomic int); SELECT begin, atomic FROM function'],
  [2, 'CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f(); SELECT 1'],
  [2, 'CREATE VIEW v AS SELECT CASE WHEN true THEN 1 END AS a; SELECT 1'],
];

describe('a PostgreSQL script is split where the server ends a statement', () => {
  test.each(trickyScripts)('%i: %j', (count, script) => {
    const server = splitByServer(script);
    if (server === null) throw new Error('the server cannot parse this script');
    expect(server).toHaveLength(count);
    expectSameSplit(script, server);
  });

  test('a string goes on behind a line comment, as it does for a real server', async () => {
    // libpg-query's lexer keeps comments as tokens, and so cannot show this.
    const script = "SELECT E'a' -- it's ; a comment\n  '\\';' AS text; SELECT 2";
    expect(split(script)).toHaveLength(2);
    const client = new Client({ connectionString: inject('postgresUrl') });
    await client.connect();
    try {
      const { rows } = await client.query(split(script)[0] ?? '');
      expect(rows).toEqual([{ text: "a';" }]);
    } finally {
      await client.end();
    }
  });

  test('no piece carries white space, a comment or the semicolon at its ends', () => {
    expect(split(' /* a */ SELECT 1 /* b */ ;\n-- c\nSELECT 2 -- d')).toEqual(['SELECT 1', 'SELECT 2']);
  });
});

/** Valid statements, and what may stand between two. */
const statement = fc.constantFrom(...trickyScripts.map(([, script]) => script));
const separator = fc.constantFrom(';', ' ;\n', '\n;-- ;\n', ';/* ; /* ; */ */', ';;');

describe('on any text', () => {
  test('valid statements in any order are split as the server splits them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(statement, separator), { maxLength: 6 }), (parts) => {
        const script = parts.map(([text, end]) => `${text}\n${end}`).join('');
        const server = splitByServer(script);
        if (server !== null) expectSameSplit(script, server);
        return server !== null;
      }),
      { numRuns: 150 },
    );
  });

  test('fragments that happen to be valid are split as the server splits them', () => {
    const fragment = fragmentsOf(
      "'¦E'¦'a;'¦\"¦\"a;\"¦$$¦$a$¦$1¦--¦\n¦/*¦*/¦;¦;¦ ¦(¦)¦\\¦SELECT 1¦SELECT ¦a¦1¦+¦-¦@¦*¦::int",
      'CREATE FUNCTION f() RETURNS int ¦BEGIN¦ ATOMIC ¦END¦CASE WHEN true THEN 1 END¦ RETURN 1',
      'CREATE RULE r AS ON INSERT TO t DO (',
    );
    let valid = 0;
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 10 }), (parts) => {
        const script = parts.join('');
        const server = splitByServer(script);
        if (server === null) return;
        valid += 1;
        expectSameSplit(script, server);
      }),
      { numRuns: 4000 },
    );
    expect(valid).toBeGreaterThan(50);
  });
});
