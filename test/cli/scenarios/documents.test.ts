import { execFileSync } from 'node:child_process';
import { test } from 'vitest';
import { config, pair, type Project, project } from './project.ts';

const withDocuments = config()['lockstep.config.json']!.replace(
  '"name":"app"',
  '"name":"app","documents":"documents.json"',
);
const triggers = [{ document: 'docs/people.md', when: 'people', touches: ['users'] }];

/** A project under git with one version, and a second one that is not committed. */
async function changed(): Promise<Project> {
  const here = await project({
    'lockstep.config.json': withDocuments,
    'documents.json': JSON.stringify({ triggers }),
    'docs/people.md': '# People\n',
    ...pair('V1__users', 'CREATE TABLE users (id TEXT PRIMARY KEY);\n'),
  });
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: here.folder,
    });
  };
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'base');
  for (const [file, text] of Object.entries(pair('V2__nick', 'ALTER TABLE users ADD COLUMN nick TEXT;\n'))) {
    await here.write(file, text);
  }
  return here;
}

test('a migration without its document: a reminder at home, a finding where CI is set, gone with the edit', async ({
  expect,
}) => {
  const here = await changed();
  expect(await here.run('check --base main')).toMatchInlineSnapshot(`
    "migrations/postgres/V2__nick.sql
      1:1  ! documents
           V2 touches users (people), and docs/people.md is as main has it
           → Edit docs/people.md in the same change; where it stays true, say so above the script: -- lockstep: allow=documents "why".

    1 finding in 1 file
    --- exit code 0
    "
  `);
  expect(await here.run('check --base main', { CI: 'true' })).toMatchInlineSnapshot(`
    "migrations/postgres/V2__nick.sql
      1:1  ✗ documents
           V2 touches users (people), and docs/people.md is as main has it
           → Edit docs/people.md in the same change; where it stays true, say so above the script: -- lockstep: allow=documents "why".

    1 finding in 1 file
    --- exit code 3
    "
  `);
  await here.write('docs/people.md', '# People\nThey have nicks.\n');
  expect(await here.run('check --base main', { CI: 'true' })).toBe('✓ nothing found\n--- exit code 0\n');
});

test('a reminder does not hide what counts', async ({ expect }) => {
  const here = await changed();
  const unused = '-- lockstep: allow=none "x"\nALTER TABLE users ADD COLUMN nick TEXT;\n';
  await here.write('migrations/sqlite/V2__nick.sql', unused);
  expect(await here.json('check --base main')).toMatchObject({
    exitCode: 3,
    document: {
      findings: [
        { code: null, rule: 'documents', severity: 'warning', line: 1, column: 1 },
        { code: null, rule: 'unused-allowance', severity: 'warning' },
      ],
    },
  });
});

test('a file of triggers that is wrong stops the check', async ({ expect }) => {
  const here = await changed();
  await here.write(
    'documents.json',
    '{ "triggers": [\n  { "document": "docs/people.md", "when": "people" }\n] }\n',
  );
  expect(await here.run('check')).toMatchInlineSnapshot(`
    "--- standard error
    ✗ CONFIG_INVALID
      documents.json:2: triggers[0] must be a trigger with one of touches, newColumns, categories, headers, firstVersion, not one that nothing sets off.

      1 │ { "triggers": [
      2 │   { "document": "docs/people.md", "when": "people" }

      → Mend that line; docs/files.md shows the file.
    --- exit code 2
    "
  `);
});
