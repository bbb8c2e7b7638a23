import * as fc from 'fast-check';

/** The columns of `commonTable`, on both engines. */
export const commonColumns = {
  a: 'integer',
  b: 'integer',
  r: 'real',
  s: 'text',
  t: 'text',
  flag: 'boolean',
  done: 'boolean',
} as const;

/** `real`: what the engine calls a column of floating point. */
export function commonTable(real: string): string {
  return `CREATE TABLE t (a INTEGER, b INTEGER, r ${real}, s TEXT, t TEXT, flag BOOLEAN, done BOOLEAN)`;
}

/** Rows with the values that matter, TRUE and FALSE as SQLite stores them too. */
export const commonRows = `INSERT INTO t VALUES (1, 2, 0.5, 'ab', 'AB', TRUE, FALSE), (0, -3, 2.0, '', ' ', FALSE, NULL),
  (NULL, 7, NULL, NULL, 'x', NULL, TRUE), (5, NULL, -1.5, 'Zz', NULL, TRUE, TRUE), (2, 2, 2.0, 'x_', 'ab', FALSE, FALSE)`;

interface Typed {
  readonly truth: string;
  readonly whole: string;
  readonly text: string;
}

const comparison = fc.constantFrom(
  '=',
  '<>',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'IS DISTINCT FROM',
  'IS NOT DISTINCT FROM',
);
const not = fc.constantFrom('', ' NOT');

/** Conditions that both engines take as they stand: typed, with more parentheses than they need. */
export const commonCondition: fc.Arbitrary<string> = fc.letrec<Typed>((tie) => {
  const [truth, whole, text] = [tie('truth'), tie('whole'), tie('text')];
  const options = { maxDepth: 3, withCrossShrink: true } as const;
  const numbers = fc.array(fc.constantFrom('0', '1', '2', '-3', '7', '5'), { minLength: 1, maxLength: 3 });
  const texts = fc.array(fc.constantFrom("'ab'", "'x'", "''", "'AB'"), { minLength: 1, maxLength: 3 });
  const either = fc.oneof(whole, text, truth);
  return {
    truth: fc.oneof(
      options,
      fc.constantFrom(
        'flag',
        'done',
        '(a = 1)',
        "(s = 'ab')",
        '(a = 1 OR a = 2)',
        "(s <> 'x' AND s <> 'ab')",
      ),
      fc.tuple(whole, comparison, whole).map(([x, op, y]) => `(${x} ${op} ${y})`),
      fc.tuple(text, comparison, text).map(([x, op, y]) => `(${x} ${op} ${y})`),
      fc.tuple(truth, fc.constantFrom('=', '<>'), truth).map(([x, op, y]) => `(${x} ${op} ${y})`),
      fc.tuple(truth, fc.constantFrom('AND', 'OR'), truth).map(([x, op, y]) => `(${x} ${op} ${y})`),
      fc.tuple(truth, fc.constantFrom('AND', 'OR'), truth).map(([x, op, y]) => `(${x} ${op} ${y})`),
      truth.map((x) => `(NOT ${x})`),
      fc.tuple(either, not).map(([x, n]) => `(${x} IS${n} NULL)`),
      fc.tuple(truth, not, fc.constantFrom('TRUE', 'FALSE')).map(([x, n, y]) => `(${x} IS${n} ${y})`),
      fc
        .tuple(truth, fc.constantFrom('=', '<>'), fc.constantFrom('TRUE', 'FALSE'))
        .map(([x, op, y]) => `(${x} ${op} ${y})`),
      fc.tuple(whole, not, numbers).map(([x, n, items]) => `(${x}${n} IN (${items.join(', ')}))`),
      fc.tuple(text, not, texts).map(([x, n, items]) => `(${x}${n} IN (${items.join(', ')}))`),
      fc.tuple(whole, not, whole, whole).map(([x, n, y, z]) => `(${x}${n} BETWEEN ${y} AND ${z})`),
      fc
        .tuple(text, not, fc.constantFrom("'%@_'", "'1%'", "'%'", "'_!_' ESCAPE '!'"))
        .map(([x, n, y]) => `(${x}${n} LIKE ${y})`),
      fc.tuple(truth, truth, truth).map(([x, y, z]) => `(CASE WHEN ${x} THEN ${y} ELSE ${z} END)`),
      fc.tuple(truth, fc.constantFrom('TRUE', 'FALSE')).map(([x, y]) => `coalesce(${x}, ${y})`),
    ),
    whole: fc.oneof(
      options,
      fc.constantFrom('a', 'b', '0', '1', '2', '-1', '(-3)', '7'),
      fc.tuple(whole, fc.constantFrom('+', '-', '*'), whole).map(([x, op, y]) => `(${x} ${op} ${y})`),
      fc.tuple(whole, fc.constantFrom('/ 2', '% 2', '/ 3')).map(([x, y]) => `(${x} ${y})`),
      whole.map((x) => `(- ${x})`),
      whole.map((x) => `abs(${x})`),
      text.map((x) => `length(${x})`),
      fc.tuple(whole, whole).map(([x, y]) => `coalesce(${x}, ${y})`),
      fc.tuple(whole, whole).map(([x, y]) => `nullif(${x}, ${y})`),
      whole.map((x) => `CAST(${x} AS INTEGER)`),
      fc.tuple(truth, whole, whole).map(([x, y, z]) => `(CASE WHEN ${x} THEN ${y} ELSE ${z} END)`),
      fc.tuple(whole, numbers, whole).map(([x, [y], z]) => `(CASE ${x} WHEN ${y} THEN ${z} END)`),
    ),
    text: fc.oneof(
      options,
      fc.constantFrom('s', 't', "'ab'", "''", "'x'", "'it''s'"),
      fc.tuple(text, text).map(([x, y]) => `(${x} || ${y})`),
      fc
        .tuple(fc.constantFrom('lower', 'upper', 'trim', 'ltrim', 'rtrim'), text)
        .map(([name, x]) => `${name}(${x})`),
      fc.tuple(text, fc.constantFrom('1', '2', '1, 1', '2, 2')).map(([x, y]) => `substr(${x}, ${y})`),
      text.map((x) => `replace(${x}, 'a', 'b')`),
      fc.tuple(text, text).map(([x, y]) => `coalesce(${x}, ${y})`),
      fc.tuple(text, text).map(([x, y]) => `nullif(${x}, ${y})`),
      fc.tuple(truth, text, text).map(([x, y, z]) => `(CASE WHEN ${x} THEN ${y} ELSE ${z} END)`),
    ),
  };
}).truth;
