import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findOnlyStatement,
  mayDropTable,
  mayEndTransaction,
  mayMakeTemporary,
  mayNameHistory,
} from '../../src/engines/sqlite/script-words.ts';
import { splitStatements } from '../../src/sql/statements.ts';
import { isKeyword } from '../../src/sql/token.ts';

describe('the only statement of a script', () => {
  test.each([
    ['SELECT 1', 'SELECT 1', 0],
    ['-- why; really\n/* a; b */\n  SELECT 1 ;\n', 'SELECT 1', 28],
    ['SELECT 1 -- one\n;', 'SELECT 1 -- one', 0],
  ])('%j', (script, text, start) => {
    expect(findOnlyStatement(script)).toEqual({ text, start });
  });

  test('stands behind a heading of any length', () => {
    const heading = '--\n'.repeat(2_000_000);
    expect(findOnlyStatement(`${heading}SELECT 1`)).toEqual({ text: 'SELECT 1', start: heading.length });
  });

  test.each([
    '',
    ' \n',
    '-- nothing\n',
    '/* nothing */;',
    ';;',
    'SELECT 1; SELECT 2',
    "SELECT ';'",
    'SELECT 1; -- end',
  ])('%j asks for the lexer', (script) => expect(findOnlyStatement(script)).toBeNull());

  const pieces = [
    'SELECT 1',
    ' ',
    '\n',
    ';',
    '--',
    '/*',
    '*/',
    "'",
    '"',
    'CREATE TRIGGER t BEGIN',
    'END',
    '\v',
    '$a(',
    'é',
  ];
  test('is never another than the one that the lexer finds', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const script = parts.join('');
        const only = findOnlyStatement(script);
        if (only === null) return;
        const statements = splitStatements('sqlite', script);
        // What is not closed is nothing to SQLite, or an error that it names itself.
        expect(statements.length).toBeLessThanOrEqual(1);
        for (const { text } of statements) expect(only.text).toContain(text.replace(/[;\s]+$/, ''));
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });
});

test('a word that ends a transaction is seen wherever a statement could have it', () => {
  const words = ['BEGIN', 'commit', 'End', 'ROLLBACK', 'savepoint', 'RELEASE'];
  const around = ['', ' ', ';', '\n', '/**/', '(', 'é', '$', '-'];
  fc.assert(
    fc.property(
      fc.constantFrom(...around),
      fc.constantFrom(...words),
      fc.constantFrom(...around),
      (a, word, b) => {
        const script = `SELECT 1${a}${word}${b}`;
        const isWord = splitStatements('sqlite', script).some(({ tokens }) =>
          tokens.some((token) => isKeyword(token, ...words.map((each) => each.toUpperCase()))),
        );
        if (isWord) expect(mayEndTransaction(script), script).toBe(true);
      },
    ),
  );
  expect(mayEndTransaction('CREATE TABLE weekend (committed INTEGER)')).toBe(false);
});

test('drops, renames and temporary objects are seen', () => {
  expect(['drop table a', 'ALTER TABLE a RENAME TO b'].every(mayDropTable)).toBe(true);
  expect(mayDropTable('CREATE TABLE dropped (renamed INTEGER)')).toBe(false);
  expect(
    ['CREATE TEMP TABLE a (x)', 'create temporary view', 'CREATE TABLE [Temp].a (x)'].every(mayMakeTemporary),
  ).toBe(true);
  expect(mayMakeTemporary('CREATE TABLE a (x)')).toBe(false);
});

test('the history is named in any case, with its state, and by every text where its own name has a quote', () => {
  for (const text of [
    'DELETE FROM [Schema_Migrations]',
    'DROP TABLE "SCHEMA_MIGRATIONS_STATE"',
    '-- schema_migrations',
  ])
    expect(mayNameHistory(text, 'schema_migrations'), text).toBe(true);
  expect(mayNameHistory('CREATE TABLE migrations (schema TEXT)', 'schema_migrations')).toBe(false);
  expect(mayNameHistory('SELECT 1', 'it"s')).toBe(true);
  expect(mayNameHistory('SELECT 1', 'a.b')).toBe(false);
  expect(mayNameHistory('SELECT "A.B"', 'a.b')).toBe(true);
});
