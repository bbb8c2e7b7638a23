import { expect, test } from 'vitest';
import { findForbidden } from '../../../src/sql/forbidden/index.ts';
import { found, scriptOf } from './find.ts';

test.each([
  ['PRAGMA foreign_keys = OFF', 'foreign_keys'],
  ['pragma main.Journal_Mode', 'journal_mode'],
  ['PRAGMA "user_version" = 3', 'user_version'],
])('SQLite: %s', (statement, name) => {
  expect(found('sqlite', statement)).toEqual([
    `1:1 pragma: PRAGMA ${name} has no effect in the script's transaction, or one that outlives it`,
  ]);
});

test('foreign_keys has a header of its own', () => {
  const [finding] = findForbidden(scriptOf('sqlite', 'PRAGMA foreign_keys=OFF'));
  expect(finding?.hint).toContain('-- lockstep: foreign-keys=off');
});

test('reading a pragma as a table is no PRAGMA statement', () => {
  expect(found('sqlite', "INSERT INTO t SELECT name FROM pragma_table_info('u')")).toEqual([]);
});
