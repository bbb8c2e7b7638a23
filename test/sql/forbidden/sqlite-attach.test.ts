import { expect, test } from 'vitest';
import { found } from './find.ts';

test.each([
  ["ATTACH 'other.db' AS other", 'ATTACH'],
  ["attach database 'other.db' as other", 'ATTACH'],
  ['DETACH other', 'DETACH'],
])('SQLite: %s', (statement, name) => {
  expect(found('sqlite', statement)).toEqual([
    `1:1 attach: ${name} changes which files the connection writes to`,
  ]);
});
