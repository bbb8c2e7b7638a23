import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CheckOptions, checkModules } from '../../../src/check/check-modules.ts';
import { type Files, moduleConfig, moduleFolder, pair } from '../../files/module-folder.ts';

const triggers = [
  { document: 'docs/people.md', when: 'people', touches: ['users'] },
  { document: 'docs/people.md', when: 'payloads', newColumns: ['users', 'teams'] },
  { document: 'docs/run.md', when: 'upgrade', categories: ['release', 'data'] },
  { document: 'docs/run.md', when: 'recovery', headers: ['transaction', 'changes'] },
  { document: 'docs/run.md', when: 'first access', touches: ['users.role'] },
  { document: 'docs/run.md', when: 'reset', firstVersion: true },
];

let folder = '';
const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: folder });
};
const write = (files: Files): void => {
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content ?? '');
};

const store =
  'CREATE TABLE users (id TEXT PRIMARY KEY, role TEXT);\nCREATE TABLE teams (id TEXT PRIMARY KEY);\n';
const allowed = '-- lockstep: allow=documents "says all of it already"\n';
const release = '-- lockstep: category=release\n-- lockstep: changes=users.role "not needed"\n-- Gone\n';

beforeAll(() => {
  folder = moduleFolder({
    ...pair('V1__store.sql', store),
    'documents.json': JSON.stringify({ triggers }),
    'docs/people.md': 'people\n',
    'docs/run.md': 'run\n',
  });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'base');
  git('tag', 'base');
});

beforeEach(() => {
  git('reset', '-q', '--hard', 'base');
  git('clean', '-qfd');
});

async function found(options: Partial<CheckOptions> = {}): Promise<readonly string[]> {
  const findings = await checkModules({
    modules: [{ ...moduleConfig, documents: 'documents.json' }],
    folder,
    base: 'base',
    ...options,
  });
  return findings.map(({ rule, severity, file, line, message }) => {
    const place = `${file.slice(file.search(/(postgres|sqlite)\/[^/]*$/))}${line === null ? '' : `:${line}`}`;
    return `${rule} ${severity} ${place} ${message}`;
  });
}

const nick = pair('V2__nick.sql', '-- Their short names\nALTER TABLE users ADD COLUMN nick TEXT;\n');
const people = (severity: string): string =>
  `documents ${severity} postgres/V2__nick.sql:2 V2 touches users (people), adds users.nick (payloads), and docs/people.md is as base has it`;

describe('a new migration whose document is as the reference has it', () => {
  test('is a warning, committed or not, and an error where it is asked for: one finding with every trigger of the document', async () => {
    write(nick);
    expect(await found()).toEqual([people('warning')]);
    git('add', '.');
    git('commit', '-qm', 'nick');
    expect(await found({ leftDocuments: 'error' })).toEqual([people('error')]);
  });

  test('says for each document what sets it off, and where; either side’s script does, and a migration that sets off nothing is left out', async () => {
    write({
      ...pair('V2__teams.sql', "INSERT INTO teams (id) VALUES ('a');\n"),
      'postgres/V3__x.sql':
        '-- lockstep: transaction=none\n-- Quick\nCREATE INDEX CONCURRENTLY t ON teams (id);\n',
      'sqlite/V3__x.sql': "UPDATE users SET role = 'x';\n",
      ...pair('V4__nick.sql', `${allowed}ALTER TABLE users ADD COLUMN nick TEXT;\n`),
      'sqlite/V4__nick.sql': 'ALTER TABLE users ADD COLUMN nick TEXT;\n',
      ...pair('V5__role.sql', `${release}ALTER TABLE users DROP COLUMN role;\n`),
    });
    expect(await found()).toEqual([
      'documents warning postgres/V3__x.sql:1 V3 says transaction= (recovery), touches users.role (first access), and docs/run.md is as base has it',
      'documents warning sqlite/V3__x.sql:1 V3 touches users (people), and docs/people.md is as base has it',
      'documents warning postgres/V5__role.sql:1 V5 is a release step (upgrade), says changes= (recovery), touches users.role (first access), and docs/run.md is as base has it',
      'documents warning postgres/V5__role.sql:4 V5 touches users (people), and docs/people.md is as base has it',
    ]);
  });

  test('is none where the document was edited too', async () => {
    write({ ...nick, 'docs/people.md': 'people have nicks\n' });
    expect(await found()).toEqual([]);
  });
});

describe('a shipped migration', () => {
  test('that was changed counts like a new one, beside the finding that it was', async () => {
    write({ 'sqlite/V1__store.sql': store.replace(', role TEXT', ', role TEXT NOT NULL') });
    expect((await found()).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'documents warning postgres/V1__store.sql:1',
      'documents warning postgres/V1__store.sql:1',
      'base-changed error sqlite/V1__store.sql',
    ]);
  });

  test('is what the reference has where only a line that is not hashed has changed; allow=documents is not unused in it', async () => {
    write({ ...pair('V1__store.sql', `${allowed}${store}`), 'docs/people.md': 'edited\n' });
    expect(await found()).toEqual([]);
  });
});

test('allow=documents is unused where no trigger is set off', async () => {
  write(pair('V2__teams.sql', `${allowed}INSERT INTO teams (id) VALUES ('a');\n`));
  expect(await found()).toEqual(
    ['postgres', 'sqlite'].map(
      (engine) =>
        `unused-allowance warning ${engine}/V2__teams.sql allow=documents accepts a finding that is not there`,
    ),
  );
});

test('without a base nothing is compared', async () => {
  write(nick);
  const modules = [{ ...moduleConfig, documents: 'documents.json' }];
  expect(await checkModules({ modules, folder })).toEqual([]);
});

test('documents stand where the configuration does: below the top of the repository, and beside it', async () => {
  const inner = join(folder, 'packages');
  mkdirSync(join(inner, 'store', 'postgres'), { recursive: true });
  mkdirSync(join(inner, 'store', 'sqlite'));
  const config = JSON.stringify({
    triggers: [{ document: '../../docs/people.md', when: 'people', touches: ['users'] }],
  });
  writeFileSync(join(inner, 'store', 'documents.json'), config);
  for (const engine of ['postgres', 'sqlite'])
    writeFileSync(join(inner, 'store', engine, 'V1__a.sql'), 'CREATE TABLE users (id TEXT PRIMARY KEY);\n');
  expect(await found({ folder: join(inner, 'store') })).toEqual([
    'documents warning postgres/V1__a.sql:1 V1 touches users (people), and ../../docs/people.md is as base has it',
  ]);
  writeFileSync(join(folder, 'docs/people.md'), 'edited\n');
  expect(await found({ folder: join(inner, 'store') })).toEqual([]);
});
