import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findPostgresSyntaxError } from '../../src/sql/parse-postgres.ts';
import { postgresPieces } from '../../src/sql/postgres-pieces.ts';
import { holds, propertyTimeout, seed } from '../property/run-property.ts';
import { fragmentsOf } from './fragments.ts';

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
    for (const script of read) expect(pieces(script, 1)).toEqual([script]);
  });

  test('stays within its length, however many rows there are', () => {
    const rows = Array.from({ length: 5_000 }, (_, id) => `(${id}, 'text of row ${id}')`);
    const all = pieces(`INSERT INTO t VALUES ${rows.join(', ')};`, 2_000);
    expect(Math.max(...all.map(({ length }) => length))).toBeLessThan(2_100);
    expect(all.flatMap((piece) => piece.match(/\(\d+/g))).toEqual(rows.map((row) => row.split(',')[0]));
  });
});

const valid = fc.constantFrom(
  "INSERT INTO t (a, b) VALUES (1, 'x'), (2, DEFAULT), ((SELECT 1), NULL) ON CONFLICT (a) DO UPDATE SET b = 'y', a = 2",
  'INSERT INTO s.t AS u OVERRIDING SYSTEM VALUE VALUES (1), (2) RETURNING (a), (b)',
  'INSERT INTO values VALUES (1), (2)',
  'INSERT INTO t SELECT 1 FROM x values (a), (SELECT 1) y',
  'VALUES (1), (2) UNION VALUES (3), (4)',
  'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END',
  'CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; INSERT INTO u VALUES (1), (2))',
  `DO $d$${long}$d$`,
  `COMMENT ON TABLE t IS '${long}'`,
  `SELECT E'${long}', B'${long}', '${long}' AS b`,
);
const broken = fragmentsOf(
  "INSERT INTO t VALUES (1), (2¦), ¦(3), oops (4)¦, , (5)¦(6) (7)¦VALUES¦SELECT¦'¦\"¦$$¦$d$¦'a'¦--¦/*¦*/¦(¦)¦E'\\¦\n¦;¦é😀",
);
const script = fc
  .array(fc.oneof({ weight: 3, arbitrary: valid }, broken), { minLength: 1, maxLength: 5 })
  .chain((parts) => fc.constantFrom(...[';\n', ' ', '; -- é😀 ;\n'].map((between) => parts.join(between))));

test(`is judged as it is judged whole, with the same words at the same place (seed ${seed})`, {
  timeout: propertyTimeout,
}, async () => {
  let refused = 0;
  await holds(
    fc.asyncProperty(script, fc.constantFrom(1, 40, 200), async (text, length) => {
      const whole = await findPostgresSyntaxError(text, Number.POSITIVE_INFINITY);
      if (whole !== null) refused += 1;
      expect(await findPostgresSyntaxError(text, length)).toEqual(whole);
    }),
    150,
  );
  expect(refused).toBeGreaterThan(30);
});
