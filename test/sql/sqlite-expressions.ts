import * as fc from 'fast-check';

/** Columns of the table that random expressions stand on, and rows with the values that matter. */
export const table = `CREATE TABLE t (a INTEGER, b INTEGER, r REAL, s TEXT, flag BOOLEAN, done BOOLEAN);
  INSERT INTO t VALUES (1, 2, 0.5, 'ab', 1, 0), (0, -3, 2.0, '', 0, NULL), (NULL, 7, NULL, NULL, NULL, 1),
    (5, NULL, -1.5, 'Zz_%', 1, 1), (2, 2, 2.0, '2', 0, 0);`;

const column = fc.constantFrom('a', 'b', 'r', 's', 'flag', 'done', '"a"', '[b]', '`s`', 't.a');
/** Divided by semicolons. */
function oneOf(texts: string): fc.Arbitrary<string> {
  return fc.constantFrom(...texts.split(';'));
}

const literal = oneOf(
  "0;1;2;1.0;0.5;1e1;0x0F;.5;1_0;'ab';'';'2';'it''s';x'6162';NULL;TRUE;FALSE;\"no column\"",
);
const binary = oneOf(
  '+;-;*;/;%;||;&;|;<<;>>;<;<=;>;>=;=;==;<>;!=;IS;IS NOT;IS DISTINCT FROM;IS NOT DISTINCT FROM;AND;OR;AND;OR;LIKE;NOT LIKE;GLOB',
);
const prefix = fc.constantFrom('NOT ', '-', '+', '~', 'NOT NOT ', '- -');
const postfix = fc.constantFrom(
  ' ISNULL',
  ' NOTNULL',
  ' NOT NULL',
  ' IS NULL',
  ' IS NOT NULL',
  ' COLLATE NOCASE',
  ' COLLATE binary',
);
const call = fc.constantFrom(
  'length',
  'abs',
  'lower',
  'trim',
  'coalesce',
  'ifnull',
  'nullif',
  'substr',
  'instr',
  'typeof',
);
const arity: Readonly<Record<string, number>> = { coalesce: 2, ifnull: 2, nullif: 2, substr: 2, instr: 2 };
const not = fc.constantFrom('', ' NOT');

/** Texts of SQLite's grammar with few parentheses: what belongs to what is the grammar's to say. */
export const sqliteText: fc.Arbitrary<string> = fc.letrec<{ text: string }>((tie) => {
  const part = tie('text');
  return {
    text: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      column,
      literal,
      { arbitrary: fc.tuple(part, binary, part).map(([x, op, y]) => `${x} ${op} ${y}`), weight: 6 },
      fc.tuple(prefix, part).map(([op, x]) => `${op}${x}`),
      fc.tuple(part, postfix).map(([x, op]) => `${x}${op}`),
      part.map((x) => `(${x})`),
      fc.tuple(part, not, part, part).map(([x, n, y, z]) => `${x}${n} BETWEEN ${y} AND ${z}`),
      fc
        .tuple(part, not, fc.array(part, { maxLength: 3 }))
        .map(([x, n, items]) => `${x}${n} IN (${items.join(', ')})`),
      fc.tuple(part, not, part).map(([x, n, y]) => `${x}${n} LIKE ${y} ESCAPE '_'`),
      fc
        .tuple(part, fc.constantFrom('INTEGER', 'TEXT', 'REAL', 'BLOB', 'NUMERIC'))
        .map(([x, type]) => `CAST(${x} AS ${type})`),
      fc.tuple(part, part, part).map(([x, y, z]) => `CASE WHEN ${x} THEN ${y} ELSE ${z} END`),
      fc.tuple(part, part, part).map(([x, y, z]) => `CASE ${x} WHEN ${y} THEN ${z} END`),
      fc
        .tuple(call, part, part)
        .map(([name, x, y]) => `${name}(${[x, y].slice(0, arity[name] ?? 1).join(', ')})`),
    ),
  };
}).text;
