import { expect, test } from 'vitest';
import { conditionsOf, expectDifferent, expectEqual } from './pairs.ts';

test('AND and OR: flat, in any order, nothing twice', () => {
  expectEqual([
    ['((a > 0) AND (b > 0))', 'b > 0 AND a > 0'],
    ['((a > 0) OR ((b > 0) OR (small > 0)))', '(small > 0 OR b > 0) OR a > 0'],
    ['((a > 0) AND (a > 0))', 'a > 0'],
    ['((a > 0) AND true)', 'a > 0'],
    ['((a > 0) OR false)', 'a > 0 OR 0'],
  ]);
  expectDifferent([
    ['((a > 0) AND (b > 0))', 'a > 0 OR b > 0'],
    ['((a > 0) AND ((b > 0) OR (small > 0)))', '(a > 0 AND b > 0) OR small > 0'],
    ['((a > 0) AND (b > 0))', 'a > 0'],
    ['((a > 0) OR true)', 'a > 0'],
  ]);
  expect(conditionsOf('postgres', '((b > 0) AND ((a > 0) AND (small > 0)))')).toEqual([
    'a > 0',
    'b > 0',
    'small > 0',
  ]);
});

test('NOT goes inwards, for unknown values too', () => {
  expectEqual([
    ['(NOT (a = 5))', 'a <> 5'],
    ['(NOT (a > 5))', 'a <= 5'],
    ['(NOT (NOT (a > 5)))', 'a > 5'],
    ['(NOT ((a > 5) AND (b < 3)))', 'a <= 5 OR b >= 3'],
    ['(NOT ((a > 5) OR (b < 3)))', 'a <= 5 AND b >= 3'],
    ['(NOT (a IS NULL))', 'a NOTNULL'],
    ["(email !~~ '%@%'::text)", "NOT email LIKE '%@%'"],
  ]);
  expectDifferent([
    ['(NOT (a > 5))', 'a < 5'],
    ['(NOT ((a > 5) AND (b < 3)))', 'a <= 5 AND b >= 3'],
    ['(NOT (a = 5))', 'a IS NOT 5'],
    ['(NOT flag)', 'flag IS NOT TRUE'],
  ]);
});

test('lists: IN, = ANY, equalities joined by OR', () => {
  expectEqual([
    [
      "((status)::text = ANY ((ARRAY['b'::character varying, 'a'::character varying])::text[]))",
      "status IN ('a', 'b')",
    ],
    ["((status)::text = 'a'::text)", "status IN ('a')"],
    ['(a = ANY (ARRAY[2, 1, 1]))', 'a IN (1, 2)'],
    ['((a = 1) OR (a = 2))', 'a IN (1, 2)'],
    ['((a = 1) OR (a = 2) OR (b = 1))', 'b = 1 OR a IN (2, 1)'],
    ['((a <> 1) AND (a <> 2))', 'a NOT IN (1, 2)'],
    ['(a <> ALL (ARRAY[1, 2]))', 'a NOT IN (1, 2)'],
    ["(mood = ANY (ARRAY['happy'::mood, 'sad'::mood]))", "mood IN ('sad', 'happy')"],
    ["(status = ANY (ARRAY['a'::text, NULL::text]))", "status IN (NULL, 'a')"],
  ]);
  expectDifferent([
    ["(status = ANY (ARRAY['a'::text, 'b'::text]))", "status IN ('a')"],
    ["(status = ANY (ARRAY['a'::text, 'b'::text]))", "status IN ('a', 'B')"],
    ["(status = ANY (ARRAY['a'::text, 'b'::text]))", "status NOT IN ('a', 'b')"],
    ["(status = ANY (ARRAY['a'::text, 'b'::text]))", "status IN ('a', 'b', NULL)"],
    ['((a = 1) OR (b = 2))', 'a IN (1, 2)'],
    ['((a <> 1) OR (a <> 2))', 'a NOT IN (1, 2)'],
    ['((a = 1) AND (a = 2))', 'a IN (1, 2)'],
    ["('x'::text = ANY (tags))", "tags = 'x'"],
  ]);
});

test('an array in a column: none of it is not any of it', () => {
  const any = conditionsOf('postgres', "(NOT ('x'::text = ANY (tags)))");
  expect(conditionsOf('postgres', "('x'::text <> ALL (tags))")).toEqual(any);
  expect(conditionsOf('postgres', "('x'::text <> ANY (tags))")).not.toEqual(any);
});

test('comparisons: BETWEEN, turned round, IS DISTINCT FROM, rows', () => {
  expectEqual([
    ['((a >= 1) AND (a <= 10))', 'a BETWEEN 1 AND 10'],
    ['((a < 1) OR (a > 10))', 'a NOT BETWEEN 1 AND 10'],
    ['(a > 0)', '0 < a'],
    ['(a <= b)', 'b >= a'],
    ['(a = b)', 'b == a'],
    ['(a IS DISTINCT FROM b)', 'b IS NOT a'],
    ['(NOT (a IS DISTINCT FROM 5))', 'a IS 5'],
    ['((a = 1) AND (b = 2))', '(a, b) = (1, 2)'],
    ['((a IS NULL) <> (b IS NULL))', '(b IS NULL) = (a IS NOT NULL)'],
    ['(num_nonnulls(a, b) = 1)', '(a IS NOT NULL) + (b IS NOT NULL) = 1'],
    ["(((status)::text = 'x'::text) = (at IS NOT NULL))", "(at IS NOT NULL) = (status = 'x')"],
  ]);
  expectDifferent([
    ['((a >= 1) AND (a <= 10))', 'a BETWEEN 1 AND 9'],
    ['((a > 1) AND (a <= 10))', 'a BETWEEN 1 AND 10'],
    ['(a < b)', 'a > b'],
    ['(a <= b)', 'a < b'],
    ['(a = 5)', 'a IS 5'],
    ['(a IS DISTINCT FROM b)', 'a <> b'],
    ['((a IS NULL) <> (b IS NULL))', '(a IS NULL) = (b IS NULL)'],
    ['(num_nonnulls(a, b) = 1)', '(a IS NULL) + (b IS NOT NULL) = 1'],
    ['(num_nonnulls(a, b) >= 1)', '(a IS NOT NULL) + (b IS NOT NULL) = 1'],
  ]);
});

test('truth values: a column, what it is compared with, and what IS says of it', () => {
  expectEqual([
    ['flag', 'flag = 1'],
    ['flag', 'flag <> 0'],
    ['flag', 'flag = TRUE'],
    ['(flag = true)', 'flag'],
    ['(NOT flag)', 'flag = 0'],
    ['(flag <> true)', 'NOT flag'],
    ['(flag = false)', 'flag != 1'],
    ['(flag IS TRUE)', 'flag IS 1'],
    ['(flag IS NOT TRUE)', 'flag IS NOT TRUE'],
    ['(flag IS UNKNOWN)', 'flag IS NULL'],
    ['((NOT flag) IS TRUE)', 'flag IS FALSE'],
    ['((a IS NULL) IS NOT TRUE)', 'a IS NOT NULL'],
    ['(flag = ANY (ARRAY[true, false]))', 'flag IN (0, 1)'],
    ['(flag OR (NOT flag))', 'flag IN (0, 1)'],
    ['COALESCE(flag, false)', 'ifnull(flag, 0)'],
    ['(((flag)::integer + (done)::integer) = 1)', 'flag + done = 1'],
    ['(flag <> done)', 'flag = NOT done'],
    ['((NOT flag) OR (a > 0))', 'flag = 0 OR a > 0'],
  ]);
  // A CHECK lets the unknown pass: `flag` takes NULL and `flag IS TRUE` does not.
  expectDifferent([
    ['flag', 'flag = 0'],
    ['flag', 'NOT flag'],
    ['flag', 'flag IS TRUE'],
    ['(flag IS NOT FALSE)', 'flag'],
    ['(NOT flag)', 'flag IS NOT 1'],
    ['COALESCE(flag, false)', 'coalesce(flag, 1)'],
    ['(a = 1)', 'a'],
    ['(flag = ANY (ARRAY[true, false]))', 'flag IN (1)'],
  ]);
});

test('what nothing reads is its own text, and says so', () => {
  expect(conditionsOf('postgres', '(a > (SELECT max(b)  FROM x))')).toEqual([
    '( a > ( select max ( b ) from x ) ) (not understood)',
  ]);
  expect(conditionsOf('sqlite', 'a > (SELECT max(b) FROM x)')).toEqual([
    '(( select max ( b ) from x )) < a (not understood)',
  ]);
  expect(conditionsOf('sqlite', 'a >')).toEqual(['a > (not understood)']);
  expect(conditionsOf('postgres', 'a > 0) , (b')).toEqual(['a > 0 ) , ( b (not understood)']);
});
