import { expect, test } from 'vitest';
import { found } from './find.ts';

test.each(['?', '?1', ':name', '@name', '$name'])('SQLite: %s would be NULL', (parameter) => {
  expect(found('sqlite', `INSERT INTO t VALUES (${parameter});`)).toEqual([
    `1:23 parameter: ${parameter} is a parameter: nothing is bound to it, and SQLite would take NULL`,
  ]);
});

test.each(["INSERT INTO t VALUES (':name', '?');", 'SELECT "$x"', "SELECT json_extract(a, '$.b') FROM t"])(
  'SQLite: %s has none',
  (statement) => expect(found('sqlite', statement)).toEqual([]),
);

test('PostgreSQL refuses its own, except in a function body, where it is an argument', () => {
  expect(found('postgres', 'CREATE FUNCTION f(int) RETURNS int LANGUAGE sql RETURN $1;')).toEqual([]);
});
