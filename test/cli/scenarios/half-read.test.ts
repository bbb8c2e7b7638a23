import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chain, config, pair, type Project, project } from './project.ts';

/** Something is wrong with the script that the SQLite database does not run. */
const wrong = {
  'a header': ['-- lockstep: unknown=1\nSELECT 1;\n', 'BAD_DIRECTIVE', ':1'],
  'no statement': ['-- nothing\n', 'EMPTY_SCRIPT', ':1'],
  'a NUL': ['SELECT 1;\nSELECT \0;\n', 'SCRIPT_ENCODING', ':2'],
  'another category': ['-- lockstep: category=release\nSELECT 1;\n', 'TWIN_MISMATCH', ':1'],
} as const;

type Wrong = (typeof wrong)[keyof typeof wrong];

/** The error of a command, with the place that it names. */
async function refusalOf(here: Project, line: string): Promise<string> {
  const { exitCode, document } = await here.json(line);
  const { error } = document as { readonly error: { readonly code: string; readonly message: string } };
  return `${exitCode} ${error.code} ${error.message}`;
}

describe.each(Object.entries(wrong))(
  'a PostgreSQL script with %s, and a SQLite database',
  (_, [text, code, line]: Wrong) => {
    const file = join('migrations', 'postgres', 'V2__add_email.sql');
    const refused = expect.stringContaining(`4 ${code} ${file}${line}: `);

    test('with nothing pending: every command of a start is done, and check tells', async () => {
      const here = await project({ ...config(), ...chain });
      await here.run('migrate');
      await here.write(file, text);
      for (const command of ['status --exit-code', 'list', 'verify', 'plan', 'migrate', 'repair'])
        expect([command, (await here.json(command)).exitCode]).toEqual([command, 0]);
      const { exitCode, document } = await here.json('check');
      expect(exitCode).toBe(4);
      expect(document).toMatchObject({
        findings: expect.arrayContaining([expect.objectContaining({ code, file })]),
      });
    });

    test('with something pending: status tells what, plan and migrate refuse before anything is there', async () => {
      const here = await project({ ...config(), ...chain, [file]: text });
      expect(await here.json('status')).toMatchObject({ exitCode: 0, document: { pendingCount: 3 } });
      expect(await refusalOf(here, 'plan')).toEqual(refused);
      expect(await refusalOf(here, 'migrate')).toEqual(refused);
      expect(existsSync(join(here.folder, 'local.db'))).toBe(false);
    });

    test('an edit is not accepted beside it', async () => {
      const here = await project({ ...config(), ...chain });
      await here.run('migrate');
      await here.write(join('migrations', 'sqlite', 'V1__create_users.sql'), '-- edited\nSELECT 1;\n');
      await here.write(file, text);
      expect(await refusalOf(here, 'repair --accept V1 --reason r')).toEqual(refused);
      expect(await refusalOf(here, 'verify')).toContain('CHECKSUM_MISMATCH');
    });
  },
);

describe('names are judged on both sides, whichever database is asked about', () => {
  test.each([
    ['a name that is none', { 'migrations/postgres/notes.txt': '' }, 'BAD_FILE_NAME'],
    ['a missing twin', { 'migrations/postgres/V3__more.sql': 'SELECT 1;\n' }, 'TWIN_MISSING'],
    ['a number twice', pair('V2__other', 'SELECT 1;\n'), 'DUPLICATE_VERSION'],
    [
      'two names',
      { 'migrations/postgres/V4__a.sql': 'SELECT 1;\n', 'migrations/sqlite/V4__b.sql': 'SELECT 1;\n' },
      'TWIN_MISMATCH',
    ],
  ])('%s', async (_, files, code) => {
    const here = await project({ ...config(), ...chain, ...files });
    expect(await refusalOf(here, 'status')).toContain(`4 ${code} `);
  });
});

test('databases of both engines: the scripts of both are judged by status', async () => {
  const here = await project({
    ...config({ local: 'sqlite:local.db', other: 'postgres://nobody@127.0.0.1:1/none' }),
    ...chain,
    'migrations/postgres/V2__add_email.sql': '-- nothing\n',
  });
  expect(await refusalOf(here, 'status --database local --database other')).toContain('4 EMPTY_SCRIPT');
  expect(await refusalOf(here, 'status --database other')).toContain('4 EMPTY_SCRIPT');
});
