import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../src/core/engine.ts';
import { findForbidden } from '../../src/sql/forbidden/index.ts';
import { noHeaders } from '../../src/sql/header-keys.ts';
import { holds, propertyTimeout, seed } from './run-property.ts';

/** What must be found at the start of a statement; blanks may be any white space or comments. */
const forbidden: Readonly<Record<Engine, readonly string[]>> = {
  postgres: [
    'BEGIN',
    'COMMIT',
    'END',
    'ROLLBACK',
    'ABORT',
    'SAVEPOINT a',
    'RELEASE a',
    'RELEASE SAVEPOINT a',
    'ROLLBACK TO a',
    'START TRANSACTION',
    "PREPARE TRANSACTION 'a'",
    "COMMIT PREPARED 'a'",
    'SET TRANSACTION READ ONLY',
    'VACUUM',
    'CREATE INDEX CONCURRENTLY a ON t (b)',
    'COMMIT AND CHAIN',
    'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a ON t (b)',
    'DROP INDEX CONCURRENTLY a',
    'REINDEX TABLE CONCURRENTLY a',
    'CREATE DATABASE a',
    'ALTER SYSTEM SET a = 1',
    'COPY t FROM STDIN',
  ],
  sqlite: [
    'BEGIN',
    'BEGIN IMMEDIATE',
    'COMMIT',
    'END',
    'END TRANSACTION',
    'ROLLBACK',
    'SAVEPOINT a',
    'RELEASE a',
    'ROLLBACK TO a',
    'VACUUM',
    "ATTACH 'a' AS b",
    'DETACH a',
    'PRAGMA foreign_keys = OFF',
    'PRAGMA user_version',
    'INSERT OR ROLLBACK INTO t VALUES (1)',
    'UPDATE OR ROLLBACK t SET a = 1',
    'SELECT ?1',
    'SELECT :a',
  ],
};

const blanks: Readonly<Record<Engine, fc.Arbitrary<string>>> = {
  postgres: blankOf(
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\f',
    '\v',
    '/* a */',
    '/* /* ; */ COMMIT; */',
    '-- a; COMMIT\n',
    '--\r',
  ),
  sqlite: blankOf(' ', '\t', '\n', '\r\n', '\f', '/* a */', '/* ; COMMIT; */', '-- a; COMMIT\n', ' \uFEFF'),
};

/** Ones that hide words in strings, names, comments and bodies. */
const harmless: Readonly<Record<Engine, readonly string[]>> = {
  postgres: [
    "SELECT 'a; COMMIT; '",
    'SELECT "a; COMMIT;" FROM t',
    "SELECT E'\\'; COMMIT; '",
    'DO $$BEGIN COMMIT; END$$',
    'DO $a$ BEGIN; ROLLBACK; $a$',
    "SELECT U&'; COMMIT;'",
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END',
    'CREATE TABLE commit_log (begin_at int)',
    'SELECT 1 AS commit, 2 AS rollback',
    'CREATE INDEX concurrently_a ON t (b)',
    "COMMENT ON TABLE t IS 'VACUUM'",
  ],
  sqlite: [
    "SELECT 'a; COMMIT; '",
    'SELECT "a; COMMIT;" FROM t',
    'SELECT [; COMMIT;] FROM t',
    'SELECT `; COMMIT;` FROM t',
    "SELECT x'3b'",
    'CREATE TABLE commit_log (begin_at int)',
    'CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 2 END; DELETE FROM u; END',
    "INSERT INTO t VALUES ('PRAGMA x; VACUUM; ?1 :a')",
    'CREATE TABLE t (a INTEGER PRIMARY KEY ON CONFLICT ROLLBACK)',
  ],
};

function blankOf(...pieces: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...pieces), { maxLength: 4 }).map((all) => all.join(''));
}

function rulesOf(engine: Engine, text: string): readonly string[] {
  const script = { ...noHeaders, engine, file: 'a.sql', text, checksum: '', leftOut: [], createdTables: [] };
  return findForbidden(script).map(({ rule }) => rule);
}

describe.each(['postgres', 'sqlite'] as const)(`statements of a %s script (seed ${seed})`, (engine) => {
  const blank = blanks[engine];
  const harmlessOnes = fc
    .array(fc.tuple(blank, fc.constantFrom(...harmless[engine]), blank), { maxLength: 3 })
    .map((all) => all.map(([before, statement, behind]) => `${before}${statement}\n${behind};`).join(''));
  /** The words in any case, with anything that is a blank to the engine between them. */
  const spelled = (statement: string): fc.Arbitrary<string> => {
    const words = statement.split(' ');
    return fc
      .array(fc.tuple(fc.boolean(), blank), { minLength: words.length, maxLength: words.length })
      .map((styles) =>
        words
          .map((word, index) => {
            const [isLower, gap] = styles[index] ?? [false, ''];
            return `${isLower ? word.toLowerCase() : word} ${gap}`;
          })
          .join(''),
      );
  };

  test(
    'a forbidden one is found wherever it stands and however it is written',
    { timeout: propertyTimeout },
    () =>
      holds(
        fc.property(
          harmlessOnes,
          blank,
          fc.constantFrom(...forbidden[engine]).chain(spelled),
          harmlessOnes,
          (before, gap, statement, behind) => {
            expect(rulesOf(engine, `${before}${gap}${statement};${behind}`)).toHaveLength(1);
          },
        ),
        400,
      ),
  );

  test('nothing is found in strings, names, comments and bodies', { timeout: propertyTimeout }, () =>
    holds(
      fc.property(harmlessOnes, blank, (script, gap) => {
        expect(rulesOf(engine, script + gap)).toEqual([]);
      }),
      300,
    ),
  );
});
