import { expect, test } from 'vitest';
import type { Expression } from '../../src/sql/expression/expression.ts';
import { loadPostgresReader } from '../../src/sql/expression/read-postgres.ts';
import { readSqliteExpression } from '../../src/sql/expression/read-sqlite.ts';
import { readShortPostgres } from '../../src/sql/expression/short-postgres.ts';
import { renderExpression } from '../../src/sql/expression/render-expression.ts';

const readPostgres = await loadPostgresReader();

/** What the reader says in the words of the renderer, which puts parentheses only where they are needed. */
function inPostgres(text: string): string {
  const [expression] = readPostgres([text]);
  return expression === undefined ? '' : show(expression);
}

function show(expression: Expression): string {
  return expression.kind === 'opaque' ? `opaque: ${expression.text}` : renderExpression(expression);
}

test('SQLite: operators bind as its grammar says', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a || b + c', '(a || b) + c'],
    ['- a || b', '-a || b'],
    ['a = b < c', 'a = (b < c)'],
    ['a = b = c', '(a = b) = c'],
    ['a IS NOT b = c', '(a IS DISTINCT FROM b) = c'],
    ['NOT a = b', 'NOT a = b'],
    ['a = NOT b = c', 'a = (NOT b = c)'],
    ['a AND b OR c', 'a AND b OR c'],
    ['a OR b AND NOT c', 'a OR b AND NOT c'],
    ['a BETWEEN b AND c AND d', '(a >= b AND a <= c) AND d'],
    ['a NOT BETWEEN 1 AND 2', 'NOT (a >= 1 AND a <= 2)'],
    ['a IN ()', 'FALSE'],
    ['a IS NOT (b NOT IN ())', 'a IS NOT TRUE'],
    ['a & 1 = 1', 'a & 1 = 1'],
    ['a & 1 + 1', 'a & 1 + 1'],
    ['a + 1 & 1', 'a + 1 & 1'],
    ['a || b COLLATE nocase', 'a || (b COLLATE nocase)'],
  ];
  for (const [text, shown] of cases) {
    expect(show(readSqliteExpression(text))).toBe(shown);
  }
});

test('SQLite: names, strings and values in every quotation', () => {
  expect(readSqliteExpression('"Nobody"')).toEqual({ kind: 'column', name: 'nobody', written: 'Nobody' });
  expect(readSqliteExpression('[My Name]')).toEqual({ kind: 'column', name: 'my name' });
  expect(readSqliteExpression('`a``b`')).toEqual({ kind: 'column', name: 'a`b' });
  expect(readSqliteExpression("'it''s'")).toEqual({ kind: 'string', value: "it's" });
  expect(readSqliteExpression("X'AbCd'")).toEqual({ kind: 'bytes', hex: 'abcd' });
  expect(readSqliteExpression('0x1F')).toEqual({ kind: 'number', text: '0x1F' });
  expect(readSqliteExpression('TRUE')).toEqual({ kind: 'boolean', value: true });
  expect(show(readSqliteExpression('new.at IS NOT old.at'))).toBe('new.at IS DISTINCT FROM old.at');
  expect(show(readSqliteExpression('a /* no */ + -- none\n 1'))).toBe('a + 1');
});

test('SQLite: what is no part of the model stays as its text, the rest around it is read', () => {
  expect(show(readSqliteExpression('a > (SELECT  max(b) FROM t)'))).toBe('a > (( select max ( b ) from t ))');
  expect(show(readSqliteExpression('EXISTS (SELECT 1) AND a'))).toBe('(exists ( select 1 )) AND a');
  expect(show(readSqliteExpression('a IN (SELECT b FROM t)'))).toBe('a IN (( select b from t ))');
  expect(show(readSqliteExpression('1 + count(*) FILTER (WHERE a) OVER w'))).toBe(
    '1 + (count ( * ) filter ( where a ) over w)',
  );
  expect(show(readSqliteExpression("RAISE(ABORT, 'no')"))).toBe("opaque: raise ( abort , 'no' )");
  for (const broken of [
    '',
    'a +',
    '(a',
    'a)',
    'a b',
    'CASE END',
    'CAST(a)',
    "X'1'",
    'a IN b',
    'a NOT 1',
    '?1',
  ]) {
    expect(readSqliteExpression(broken).kind).toBe('opaque');
  }
});

test('PostgreSQL: what ruleutils prints is read', () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      "((status)::text = ANY ((ARRAY['a'::character varying])::text[]))",
      "CAST(status AS text) IN (CAST(CAST('a' AS varchar) AS text))",
    ],
    ["(email !~~ 'a%'::text)", "email NOT LIKE CAST('a%' AS text)"],
    [
      "(email ~~* like_escape('a%'::text, '!'::text))",
      "email ILIKE CAST('a%' AS text) ESCAPE CAST('!' AS text)",
    ],
    ['(a OPERATOR(pg_catalog.=) 1)', 'a = 1'],
    ['TRIM(BOTH FROM email)', 'btrim(email)'],
    ['SUBSTRING(email FROM 1 FOR 2)', 'substring(email, 1, 2)'],
    ['EXTRACT(epoch FROM at)', "extract('epoch', at)"],
    ["(at AT TIME ZONE 'UTC'::text)", "timezone(CAST('UTC' AS text), at)"],
    ['(flag IS NOT TRUE)', 'flag IS NOT TRUE'],
    ['(a IS DISTINCT FROM b)', 'a IS DISTINCT FROM b'],
    ['(email COLLATE "C")', 'email COLLATE "C"'],
    ["nextval('t_id_seq'::regclass)", "nextval(CAST('t_id_seq' AS regclass))"],
    ['(tags)[1]', 'tags[1]'],
    ['ROW(a, b)', 'row(a, b)'],
    ['CURRENT_TIMESTAMP', 'current_timestamp()'],
    ["'1 day'::interval", "CAST('1 day' AS interval)"],
    ['(price)::numeric(10,2)', 'CAST(price AS numeric(10,2))'],
    ["(data ->> 'k'::text)", "data ->> CAST('k' AS text)"],
    ['"Mixed"."Case"', '"Mixed"."Case"'],
    ['0', '0'],
    ['false', 'FALSE'],
  ];
  expect(cases.map(([text]) => inPostgres(text))).toEqual(cases.map(([, shown]) => shown));
});

test('PostgreSQL: one text that cannot be read leaves the others of its batch alone', () => {
  const texts = ['a > 0', 'a >', 'a > 0), (b', 'count(*)', 'b = 1 -- end', "a > 0; SELECT 'x'"];
  expect(readPostgres(texts).map(show)).toEqual([
    'a > 0',
    'opaque: a >',
    'opaque: a > 0 ) , ( b',
    'opaque: count ( * )',
    'b = 1',
    "opaque: a > 0 ; select 'x'",
  ]);
  expect(readPostgres([])).toEqual([]);
});

test('PostgreSQL: what is read without the parser means what the parser says', () => {
  const texts =
    "0;7;-1;007;'a'::text;'it''s'::character varying;''::text;'5'::integer;'-5'::bigint;'1.5'::numeric;true;false;now();CURRENT_TIMESTAMP;'{}'::jsonb;'[]'::json;'x'::uuid";
  for (const text of texts.split(';')) {
    expect(readShortPostgres(text)).not.toBeNull();
    expect(readPostgres([`(${text})`])).toEqual([readShortPostgres(text)]);
  }
  for (const text of [
    "'a'::text || b",
    "'a\\b'::text",
    "E'a'::text",
    "'a'::mood",
    "'a' || 'b'::text",
    '1.0',
    'x',
  ]) {
    expect(readShortPostgres(text)).toBeNull();
  }
});
