import { describe, expect, test } from 'vitest';
import { parseTriggers, readTriggers } from '../../../src/check/documents/read-triggers.ts';
import { checkModules } from '../../../src/check/check-modules.ts';
import { type Files, moduleConfig, moduleFolder, pair } from '../../files/module-folder.ts';

const trigger = '{ "document": "a.md", "when": "people",\n "touches": ["users"] }';

describe('a file of document triggers that is wrong is CONFIG_INVALID at its line', () => {
  test.each([
    ['no JSON', '{ "triggers": [\n', /t\.json:2:1 is not valid JSON/],
    ['no list', '{}', /t\.json:1: triggers must be a list of triggers, not nothing/],
    [
      'an empty list',
      '{ "triggers": [] }',
      /:1: triggers must be a list with at least 1 trigger, not an empty list/,
    ],
    [
      'an unknown key',
      `{ "triggers": [\n${trigger}],\n "exmept": {} }`,
      /:4: exmept must be the key "exempt", not an unknown key/,
    ],
    [
      'no document',
      '{ "triggers": [\n{ "when": "x", "touches": ["users"] }] }',
      /triggers\[0\]\.document must be the path of a document/,
    ],
    [
      'a path from the root',
      '{ "triggers": [\n{ "document": "/a.md", "when": "x", "touches": ["users"] }] }',
      /:2: triggers\[0\]\.document must be the path of a document, as seen from the configuration, not "\/a\.md"/,
    ],
    [
      'no reason',
      '{ "triggers": [{ "document": "a.md",\n "when": " ", "touches": ["users"] }] }',
      /:2: triggers\[0\]\.when must be what the document says of it/,
    ],
    [
      'nothing that sets it off',
      '{ "triggers": [\n{ "document": "a.md", "when": "x" }] }',
      /:2: triggers\[0\] must be a trigger with one of touches, .*, not one that nothing sets off/,
    ],
    [
      'a pattern',
      '{ "triggers": [{ "document": "a.md", "when": "x", "touches": [\n"users.a.b"] }] }',
      /:2: triggers\[0\]\.touches\[0\] must be a table, a view or table\.column, not "users\.a\.b"/,
    ],
    [
      'a column where a table is asked for',
      '{ "triggers": [{ "document": "a.md", "when": "x",\n "newColumns": ["users.id"] }] }',
      /:2: .*newColumns\[0\] must be the name of a table or view/,
    ],
    [
      'an unknown category',
      '{ "triggers": [{ "document": "a.md", "when": "x",\n "categories": ["relase"] }] }',
      /:2: .*did you mean "release"/,
    ],
    [
      'an unknown header',
      '{ "triggers": [{ "document": "a.md", "when": "x",\n "headers": ["replace"] }] }',
      /:2: .*did you mean "replaces"/,
    ],
    [
      'the header that accepts findings',
      '{ "triggers": [{ "document": "a.md", "when": "x",\n "headers": ["allow"] }] }',
      /:2: .*headers\[0\] must be "category"/,
    ],
    [
      'no first version',
      '{ "triggers": [{ "document": "a.md", "when": "x",\n "firstVersion": false }] }',
      /:2: .*firstVersion must be true, or no such key, not false/,
    ],
    [
      'an exemption without a reason',
      `{ "triggers": [${trigger}],\n "exempt": {\n "teams": "" } }`,
      /:4: exempt\.teams must be why the table needs no document/,
    ],
    [
      'a table that is exempt twice',
      `{ "triggers": [${trigger}],\n "exempt": { "teams": "a",\n "teams": "b" } }`,
      /:4: exempt\.teams stands twice/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => parseTriggers(text, 't.json')).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringMatching(message) }),
    );
  });

  test('a file that is not there', async () => {
    await expect(
      readTriggers({ name: 'app', documents: 'none.json' }, moduleFolder({})),
    ).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('none.json'),
    });
  });
});

describe('triggers that can never be set off are findings, without a base', () => {
  const store = pair(
    'V1__a.sql',
    'CREATE TABLE users (id TEXT PRIMARY KEY, role TEXT);\nCREATE TABLE teams (id TEXT PRIMARY KEY);\n',
  );
  const files = (exempt: object | null, ...touches: readonly string[]): Files => ({
    ...store,
    'a.md': 'a\n',
    't.json': JSON.stringify(
      { triggers: [{ document: 'a.md', when: 'x', touches }], ...(exempt === null ? {} : { exempt }) },
      null,
      1,
    ),
  });
  const findings = async (content: Files): Promise<readonly string[]> => {
    const folder = moduleFolder(content);
    const found = await checkModules({ modules: [{ ...moduleConfig, documents: 't.json' }], folder });
    return found.map(
      ({ code, rule, severity, line, message }) => `${code} ${rule} ${severity} ${line} ${message}`,
    );
  };

  test.each<[string, Files, readonly string[]]>([
    ['nothing is wrong', files({ teams: 'a list' }, 'Users', 'users.ROLE'), []],
    ['without exempt nobody has to decide about every table', files(null, 'users'), []],
    [
      'a table that no script makes',
      files(null, 'usres'),
      [
        'CONFIG_INVALID documents-file error 7 triggers[0].touches[0]: no script of the chain makes a table or view usres. Did you mean "users"?',
      ],
    ],
    [
      'a column that there never was',
      files(null, 'users', 'users.rol'),
      [
        'CONFIG_INVALID documents-file error 8 triggers[0].touches[1]: users has never had a column rol. Did you mean "role"?',
      ],
    ],
    [
      'an exempt table that no script makes',
      files({ teams: 'a list', notes: 'b' }, 'users'),
      [
        'CONFIG_INVALID documents-file error 13 exempt.notes: no script of the chain makes a table or view notes.',
      ],
    ],
    [
      'a table that nobody has decided about, though a trigger names one of its columns',
      files({ teams: 'a list' }, 'users.role'),
      ['CONFIG_INVALID documents-file error 11 users, which V1 makes, is in no trigger and is not exempt'],
    ],
    [
      'a table in both',
      files({ teams: 'a list', users: 'b' }, 'users'),
      ['CONFIG_INVALID documents-file error 13 exempt.users: a trigger names users too'],
    ],
    [
      'a document that is not there',
      { ...files(null, 'users'), 'a.md': null },
      ['CONFIG_INVALID documents-file error 4 triggers[0].document: there is no file a.md'],
    ],
  ])('%s', async (_, content, expected) => {
    expect(await findings(content)).toEqual(expected);
  });
});
