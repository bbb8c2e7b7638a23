import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LockstepError } from '../../src/core/errors.ts';
import { acceptException } from '../../src/parity/file/accept-exception.ts';
import { type Difference, emptyParityFile } from '../../src/parity/difference.ts';
import { applyExceptions } from '../../src/parity/file/exceptions.ts';
import { parseParityFile, readParityFile } from '../../src/parity/file/parity-file.ts';

const entry = { id: 'index:sqlite:t(a)', postgres: '(a)', sqlite: null, reason: 'small table' };

const difference: Difference = {
  id: entry.id,
  kind: 'index',
  severity: 'error',
  object: 't(a)',
  table: 't',
  message: 'SQLite has no index t(a).',
  postgres: { value: '(a)', ddl: 'CREATE INDEX i ON t (a)' },
  sqlite: null,
  since: null,
  files: { postgres: null, sqlite: null },
};

function problemOf(text: string): { readonly code: string; readonly message: string; readonly hint: string } {
  try {
    parseParityFile(text, 'parity.json');
  } catch (error) {
    if (error instanceof LockstepError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

function withEntry(change: object): string {
  return JSON.stringify({ accepted: [entry, { ...entry, ...change }] }, null, 2);
}

describe('reading', () => {
  test('what stands in it, both keys optional', () => {
    expect(parseParityFile('{}', 'parity.json')).toEqual(emptyParityFile);
    const file = {
      logical: { 't.a': 'timestamp-ms' },
      accepted: [{ ...entry, standsFor: 'check:sqlite:t(a)' }],
    };
    expect(parseParityFile(`\uFEFF${JSON.stringify(file)}`, 'parity.json')).toEqual(file);
  });

  test.each([
    ['bad JSON', '{\n  "accepted": [,]\n}', 'parity.json:2:16 is not valid JSON'],
    ['another value', '[]', 'parity.json:1: the file must be an object with logical, accepted, not a list.'],
    [
      'an unknown key',
      '{\n\n  "acepted": []\n}',
      'parity.json:3: acepted must be the key "accepted", not an unknown key.',
    ],
    [
      'an unknown logical type',
      '{ "logical": {\n "t.a": "timestampms" } }',
      'parity.json:2: logical.t.a must be "integer"',
    ],
    ['a table alone', '{ "logical": { "t": "json" } }', 'logical.t must be table.column'],
    [
      'an unknown kind',
      withEntry({ id: 'indx:sqlite:t(b)' }),
      'parity.json:10: accepted[1].id must be a kind of difference before the first colon (did you mean "index"?), not "indx:sqlite:t(b)".',
    ],
    ['an unknown side', withEntry({ id: 'index:mysql:t(b)' }), 'accepted[1].id must be kind:side:object'],
    ['no object', withEntry({ id: 'index:sqlite:' }), 'accepted[1].id must be kind:side:object'],
    ['a wildcard', withEntry({ id: 'index:sqlite:*' }), 'there are no wildcards'],
    ['a wildcard in a name', withEntry({ id: 'index:sqlite:audit_*' }), 'there are no wildcards'],
    ['a duplicate', withEntry({}), 'parity.json:9: index:sqlite:t(a) is accepted twice.'],
    [
      'an empty reason',
      withEntry({ id: 'index:sqlite:t(b)', reason: ' ' }),
      'parity.json:13: accepted[1].reason must be why the difference is meant',
    ],
    [
      'no reason',
      withEntry({ id: 'index:sqlite:t(b)', reason: undefined }),
      'accepted[1].reason must be why',
    ],
    [
      'a missing value',
      withEntry({ id: 'index:sqlite:t(b)', sqlite: undefined }),
      'accepted[1].sqlite must be the value at acceptance, or null',
    ],
    [
      'an unknown key of an entry',
      withEntry({ id: 'index:sqlite:t(b)', why: '' }),
      'parity.json:14: accepted[1].why must be',
    ],
    [
      'a key twice',
      '{ "logical": {\n "t.a": "json",\n "t.a": "text" } }',
      'parity.json:3: logical.t.a stands twice.',
    ],
  ])('%s is refused with its line', (_, text, message) => {
    const problem = problemOf(text);
    expect(problem.code).toBe('CONFIG_INVALID');
    expect(problem.message).toContain(message);
    expect(problem.hint).not.toBe('');
  });

  test('a star that is an operator or stands in a quoted name is no wildcard', () => {
    const ids = ['check:sqlite:t(a)', 'index:sqlite:t(a * 2)', 'table:sqlite:"a*"'];
    const accepted = ids.map((id) => ({ ...entry, id }));
    expect(parseParityFile(JSON.stringify({ accepted }), 'parity.json').accepted).toEqual(accepted);
  });

  test('a module without one, and a file that is not there yet, accept nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockstep-parity-'));
    expect(await readParityFile({ name: 'm' }, folder)).toEqual(emptyParityFile);
    expect(await readParityFile({ name: 'm', parity: 'parity.json' }, folder)).toEqual(emptyParityFile);
    writeFileSync(join(folder, 'parity.json'), JSON.stringify({ accepted: [entry] }));
    expect(await readParityFile({ name: 'm', parity: 'parity.json' }, folder)).toEqual({
      logical: {},
      accepted: [entry],
    });
    await expect(readParityFile({ name: 'm', parity: '.' }, folder)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
});

describe('applying', () => {
  const apply = (...accepted: readonly object[]): ReturnType<typeof applyExceptions> =>
    applyExceptions([difference], { logical: {}, accepted: accepted as (typeof entry)[] });

  test('an entry settles its difference as long as both values are what was accepted', () => {
    expect(apply(entry)).toEqual({
      differences: [],
      accepted: [{ difference, exception: entry }],
      staleExceptions: [],
    });
    const changed = { ...entry, postgres: '(a, b)' };
    expect(apply(changed)).toEqual({
      differences: [difference],
      accepted: [],
      staleExceptions: [
        {
          exception: changed,
          reason: 'On PostgreSQL it was `(a, b)` when it was accepted, and is `(a)` now.',
        },
      ],
    });
  });

  test('an entry for nothing is stale', () => {
    const gone = { ...entry, id: 'index:sqlite:t(b)' };
    expect(apply(gone).staleExceptions).toEqual([
      { exception: gone, reason: 'Nothing differs there any more.' },
    ]);
  });
});

describe('accepting', () => {
  test('a file that is not there is written', () => {
    const text = acceptException(null, difference, 'small table');
    expect(text).toBe(`${JSON.stringify({ logical: {}, accepted: [entry] }, null, 2)}\n`);
  });

  test('the rest of the text stays as it is', () => {
    const other = '{ "id": "name:both:t(b)", "postgres": "i", "sqlite": "j", "reason": "names" }';
    const before = `{\n  "logical": { "t.a": "json" },\n  "accepted": [\n    ${other}\n  ]\n}\n`;
    const after = acceptException(before, difference, 'small table');
    expect(after.startsWith(before.slice(0, before.indexOf(other) + other.length))).toBe(true);
    expect(parseParityFile(after, 'parity.json').accepted).toEqual([JSON.parse(other), entry]);
    expect(after).toContain(`,\n    {\n      "id": "index:sqlite:t(a)",\n`);
  });

  test.each(['{}', '{ "accepted": [] }', '{\n  "logical": {}\n}\n', '  \n'])('into %j', (before) => {
    const after = acceptException(before, difference, 'small table');
    expect(parseParityFile(after, 'parity.json').accepted).toEqual([entry]);
  });

  test('an entry of the same identifier is renewed, and what it stands for is kept', () => {
    const old = { ...entry, postgres: 'old', reason: 'old', standsFor: 'check:sqlite:t(a)' };
    const before = JSON.stringify({ accepted: [old, { ...entry, id: 'index:sqlite:t(b)' }] }, null, 2);
    const { accepted } = parseParityFile(acceptException(before, difference, 'small table'), 'parity.json');
    expect(accepted).toEqual([
      { ...entry, standsFor: 'check:sqlite:t(a)' },
      { ...entry, id: 'index:sqlite:t(b)' },
    ]);
  });
});
