import { describe, expect, test } from 'vitest';
import { postgresPieces } from '../../src/sql/postgres-pieces.ts';

const pieces = (text: string, length: number): readonly string[] =>
  [...postgresPieces(text, length)].map((piece) => piece.text);

const long = 'a'.repeat(10_001);

describe('a long PostgreSQL script in pieces', () => {
  test('ends one behind a statement', () => {
    expect(pieces('SELECT 1; SELECT 2; -- c\nSELECT 3', 1)).toEqual([
      'SELECT 1;',
      ' SELECT 2;',
      ' -- c\nSELECT 3',
    ]);
    expect(pieces('SELECT 1; SELECT 2; SELECT 3;\n', 12)).toEqual(['SELECT 1; SELECT 2;', ' SELECT 3;\n']);
  });

  test('cuts an INSERT between rows, and says in each piece what the rows are for', () => {
    expect(
      pieces("INSERT INTO t (a, b) VALUES (1, ','), (2, f(1, 2)), (3, '') ON CONFLICT DO NOTHING;", 1),
    ).toEqual([
      "INSERT INTO t (a, b) VALUES (1, ',')",
      'INSERT INTO t (a, b) VALUES (2, f(1, 2))',
      "INSERT INTO t (a, b) VALUES (3, '') ON CONFLICT DO NOTHING;",
    ]);
    expect(pieces('INSERT INTO values (a) VALUES (1), (2)', 1)).toHaveLength(2);
  });

  test.each([
    'INSERT INTO t SELECT 1 FROM x values (a), (b)',
    'INSERT INTO t TABLE values (a), (b)',
    'INSERT INTO t VALUES (1) RETURNING (a), (b)',
    'SELECT (1), (2)',
    'WITH a AS (SELECT 1) INSERT INTO t VALUES (1), (2)',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END',
  ])('leaves whole: %s', (script) => {
    expect(pieces(script, 1)).toEqual([script]);
  });

  test('lacks what stands in a long string, where nobody would read it', () => {
    expect(pieces(`SELECT '${long}', $a$${long}$a$, 'short'`, 1)).toEqual(["SELECT '', $$$$, 'short'"]);
    const read = [`E'${long}'`, `X'${long}'`, `U&'${long}'`, `'${long}'\n'b'`].map(
      (text) => `SELECT ${text}`,
    );
    const open = [`SELECT '${long}`, `SELECT '${long}''`, `DO $$${long}`, `DO $a$${long}$$`];
    for (const script of [...read, ...open]) expect(pieces(script, 1)).toEqual([script]);
  });

  test('stays within its length, however many rows there are', () => {
    const rows = Array.from({ length: 5_000 }, (_, id) => `(${id}, 'text of row ${id}')`);
    const all = pieces(`INSERT INTO t VALUES ${rows.join(', ')};`, 2_000);
    expect(Math.max(...all.map(({ length }) => length))).toBeLessThan(2_100);
    expect(all.flatMap((piece) => piece.match(/\(\d+/g))).toEqual(rows.map((row) => row.split(',')[0]));
  });
});
