import { expect, test } from 'vitest';
import { found } from './find.ts';

test.each([
  ['\\set x 1\nSELECT 1', '1:1', '\\set'],
  ['SELECT 1;\n  \\i other.sql', '2:3', '\\i'],
  ['SELECT 1 \\gexec', '1:10', '\\gexec'],
  ['\\.', '1:1', '\\.'],
])('PostgreSQL: the psql command in %j', (script, place, command) => {
  expect(found('postgres', script)).toEqual([
    `${place} psql-command: ${command} is a command of the psql shell, which the server does not know`,
  ]);
});

test.each([
  "SELECT '\n\\set x 1'",
  "SELECT E'\\\\i'",
  'SELECT $$\n\\i a$$',
  '-- \\i a\nSELECT 1',
  'SELECT "\n\\i"',
])('a backslash in a string, a name or a comment is none: %j', (script) =>
  expect(found('postgres', script)).toEqual([]),
);
