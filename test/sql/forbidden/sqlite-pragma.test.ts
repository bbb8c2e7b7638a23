import { expect, test } from 'vitest';
import { findForbidden } from '../../../src/sql/forbidden/index.ts';
import { found, scriptOf } from './find.ts';

test.each([
  ['PRAGMA foreign_keys = OFF', 'foreign_keys'],
  ['pragma main.Journal_Mode', 'journal_mode'],
  ['PRAGMA "user_version" = 3', 'user_version'],
])('SQLite: %s', (statement, name) => {
  expect(found('sqlite', statement)).toEqual([
    `1:1 pragma: PRAGMA ${name} has no place in a script: Lockstep sets up the connection and its transaction`,
  ]);
});

test('foreign_keys has a header of its own', () => {
  const [finding] = findForbidden(scriptOf('sqlite', 'PRAGMA foreign_keys=OFF'));
  expect(finding?.hint).toContain('-- lockstep: foreign-keys=off');
});

test.each([
  ['defer_foreign_keys = ON', 'foreign-keys=off'],
  ['user_version = 3', 'history'],
  ["table_info('t')", 'nobody reads'],
  ['cache_size = 10', 'application opens'],
])('PRAGMA %s has a hint of its own', (pragma, hint) => {
  expect(findForbidden(scriptOf('sqlite', `PRAGMA ${pragma}`))[0]?.hint).toContain(hint);
});

test('reading a pragma as a table is no PRAGMA statement', () => {
  expect(found('sqlite', "INSERT INTO t SELECT name FROM pragma_table_info('u')")).toEqual([]);
});
