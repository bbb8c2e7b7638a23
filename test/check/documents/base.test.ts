import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
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

beforeAll(() => {
  folder = moduleFolder({
    ...pair(
      'V1__store.sql',
      'CREATE TABLE users (id TEXT PRIMARY KEY, role TEXT);\nCREATE TABLE teams (id TEXT PRIMARY KEY);\n',
    ),
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
  test('is a warning, and an error where it is asked for: one finding with every trigger of the document', async () => {
    write(nick);
    expect(await found()).toEqual([people('warning')]);
    expect(await found({ leftDocuments: 'error' })).toEqual([people('error')]);
  });

  test('is none without a base', async () => {
    write(nick);
    expect(
      await checkModules({ modules: [{ ...moduleConfig, documents: 'documents.json' }], folder }),
    ).toEqual([]);
  });

  test('is a finding when both are committed without the document', async () => {
    write(nick);
    git('add', '.');
    git('commit', '-qm', 'nick');
    expect(await found()).toEqual([people('warning')]);
  });

  test('is a finding when the document has gone back to what it was, and other line ends are no edit', async () => {
    write({ ...nick, 'docs/people.md': 'people, edited\n' });
    git('add', '.');
    git('commit', '-qm', 'edited');
    git('config', 'core.autocrlf', 'true');
    write({ 'docs/people.md': 'people\r\n' });
    const before = await found();
    git('config', '--unset', 'core.autocrlf');
    expect(before).toEqual([people('warning')]);
  });

  test('says for each document what sets it off, and where', async () => {
    const header = '-- lockstep: category=release\n-- lockstep: changes=users.role "not needed"\n-- Gone\n';
    write(pair('V2__role.sql', `${header}ALTER TABLE users DROP COLUMN role;\n`));
    expect(await found()).toEqual([
      'documents warning postgres/V2__role.sql:1 V2 is a release step (upgrade), says changes= (recovery), touches users.role (first access), and docs/run.md is as base has it',
      'documents warning postgres/V2__role.sql:4 V2 touches users (people), and docs/people.md is as base has it',
    ]);
  });

  test('counts a script of SQLite alone, and a non-transactional one of PostgreSQL', async () => {
    write({
      'postgres/V2__x.sql':
        '-- lockstep: transaction=none\n-- Quick\nCREATE INDEX CONCURRENTLY t ON teams (id);\n',
      'sqlite/V2__x.sql': "UPDATE users SET role = 'x';\n",
    });
    expect(await found()).toEqual([
      'documents warning postgres/V2__x.sql:1 V2 says transaction= (recovery), touches users.role (first access), and docs/run.md is as base has it',
      'documents warning sqlite/V2__x.sql:1 V2 touches users (people), and docs/people.md is as base has it',
    ]);
  });
});

describe('nothing is reported where', () => {
  test('the document was edited, in the working tree or in a commit', async () => {
    write({ ...nick, 'docs/people.md': 'people have nicks\n' });
    expect(await found()).toEqual([]);
    git('add', '.');
    git('commit', '-qm', 'nick');
    expect(await found()).toEqual([]);
  });

  test('the document is new, tracked or not', async () => {
    rmSync(join(folder, 'docs'), { recursive: true });
    git('commit', '-qam', 'without documents');
    git('tag', '-f', 'without');
    mkdirSync(join(folder, 'docs'));
    write({ ...nick, 'docs/people.md': 'people\n', 'docs/run.md': 'run\n' });
    expect(await found({ base: 'without' })).toEqual([]);
  });

  test('the migration sets nothing off', async () => {
    write(pair('V2__teams.sql', "INSERT INTO teams (id) VALUES ('a');\n"));
    expect(await found()).toEqual([]);
  });

  test('only what is not hashed has changed: the migration is what the reference has', async () => {
    const { 'sqlite/V1__store.sql': text = '' } = pair(
      'V1__store.sql',
      'CREATE TABLE users (id TEXT PRIMARY KEY, role TEXT);\nCREATE TABLE teams (id TEXT PRIMARY KEY);\n',
    );
    write(pair('V1__store.sql', `-- lockstep: allow=documents "known"\n${String(text)}`));
    expect(await found()).toEqual([]);
  });
});

describe('a shipped migration that was changed', () => {
  test('counts like a new one, beside the finding that it was changed', async () => {
    write({
      'sqlite/V1__store.sql':
        'CREATE TABLE users (id TEXT PRIMARY KEY, role TEXT);\nCREATE TABLE teams (id TEXT);\n',
    });
    expect((await found()).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'documents warning postgres/V1__store.sql:1',
      'documents warning postgres/V1__store.sql:1',
      'base-changed error sqlite/V1__store.sql',
    ]);
  });
});

describe('allow=documents', () => {
  const allowed = '-- lockstep: allow=documents "says all of it already"\n';

  test('on one of the two scripts accepts what the migration sets off', async () => {
    write({ ...nick, 'sqlite/V2__nick.sql': `${allowed}ALTER TABLE users ADD COLUMN nick TEXT;\n` });
    expect(await found()).toEqual([]);
  });

  test('stays when the migration is merged or the document is edited all the same', async () => {
    write(pair('V2__nick.sql', `${allowed}ALTER TABLE users ADD COLUMN nick TEXT;\n`));
    write({ 'docs/people.md': 'edited\n' });
    expect(await found()).toEqual([]);
    git('add', '.');
    git('commit', '-qm', 'nick');
    expect(await found({ base: 'HEAD' })).toEqual([]);
  });

  test('is unused where no trigger is set off', async () => {
    write(pair('V2__teams.sql', `${allowed}INSERT INTO teams (id) VALUES ('a');\n`));
    expect(await found()).toEqual(
      ['postgres', 'sqlite'].map(
        (engine) =>
          `unused-allowance warning ${engine}/V2__teams.sql allow=documents accepts a finding that is not there`,
      ),
    );
  });
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

test('a document outside of the repository cannot be compared: USAGE, not silence', async () => {
  const away = moduleFolder({ 'away.md': 'a\n' });
  const config = {
    triggers: [{ document: join(relative(folder, away), 'away.md'), when: 'people', touches: ['users'] }],
  };
  write({ ...nick, 'documents.json': JSON.stringify(config) });
  await expect(found()).rejects.toMatchObject({ code: 'USAGE' });
});
