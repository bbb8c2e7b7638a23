import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgram } from '../../../src/cli/program.ts';
import { tempFolder } from '../../servers/temp-folder.ts';

const main = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.ts');

/** A project of a test's own, and the command line in it. */
export interface Project {
  readonly folder: string;
  /**
   * Runs `lockstep <line>` and returns what a person sees: the output, the errors, the exit code. In this process,
   * which is ten times quicker than starting one; so one at a time.
   */
  readonly run: (line: string, env?: Readonly<Record<string, string>>) => Promise<string>;
  /** Runs it and returns the exit code and the JSON document. */
  readonly json: (line: string) => Promise<{ readonly exitCode: number; readonly document: unknown }>;
  /** Starts `lockstep <line>` as a process of its own. */
  readonly start: (line: string) => ReturnType<typeof spawn>;
  /** As `run`, in a process of its own. */
  readonly spawn: (line: string) => Promise<string>;
  readonly write: (file: string, text: string) => Promise<void>;
  readonly read: (file: string) => Promise<string>;
  readonly move: (from: string, to: string) => Promise<void>;
  readonly remove: (file: string) => Promise<void>;
}

/** Files by path. */
export type Files = Readonly<Record<string, string>>;

/** Two scripts of one name that both engines take. */
export function pair(name: string, text: string): Files {
  return { [`migrations/postgres/${name}.sql`]: text, [`migrations/sqlite/${name}.sql`]: text };
}

export function config(databases: Files = { local: 'sqlite:local.db' }): Files {
  const migrations = { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' };
  const [first = ''] = Object.keys(databases);
  return {
    'lockstep.config.json': JSON.stringify({
      modules: [{ name: 'app', migrations }],
      databases,
      default: [first],
    }),
  };
}

/** A version, a seed behind it, a data step, and a release that waits for the data step. */
export const chain: Files = {
  ...pair('V1__create_users', 'CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL);\n'),
  ...pair('S001__first_user', "-- lockstep: after=V1\nINSERT INTO users (id, name) VALUES ('1', 'Ada');\n"),
  ...pair('V2__add_email', 'ALTER TABLE users ADD COLUMN email TEXT;\n'),
};

/** What comes with the next release of the product. */
export const nextRelease: Files = {
  ...pair('V3__add_nick', 'ALTER TABLE users ADD COLUMN nick TEXT;\n'),
  ...pair('DM001__fill_nick', '-- lockstep: after=V3\nUPDATE users SET nick = name;\n'),
  ...pair(
    'V4__drop_name',
    '-- lockstep: category=release\n-- lockstep: requires=DM001\nALTER TABLE users DROP COLUMN name;\n',
  ),
};

/** Returns a project with these files in a folder of its own. */
export async function project(files: Files): Promise<Project> {
  const folder = tempFolder();
  chmodSync(folder, 0o755);
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  };
  for (const [file, text] of Object.entries(files)) await write(file, text);
  const start = (line: string): ReturnType<typeof spawn> =>
    spawn(process.execPath, [main, ...wordsOf(line)], {
      cwd: folder,
      env: { PATH: process.env['PATH'], LOCKSTEP_ACTOR: 'tester' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  return {
    folder,
    write,
    start,
    run: async (line, env = {}) => transcript(await inProcess(line, folder, env), folder),
    spawn: async (line) => transcript(await ended(start(line)), folder),
    json: async (line) => {
      const { exitCode, stdout } = await inProcess(`${line} --json`, folder, {});
      return { exitCode, document: JSON.parse(stdout) };
    },
    read: (file) => readFile(join(folder, file), 'utf8'),
    move: (from, to) => rename(join(folder, from), join(folder, to)),
    remove: (file) => rm(join(folder, file)),
  };
}

async function inProcess(
  line: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const out = { stdout: '', stderr: '' };
  const before = process.cwd();
  process.env['LOCKSTEP_ACTOR'] = 'tester';
  process.chdir(folder);
  try {
    const exitCode = await runProgram(wordsOf(line), {
      cwd: folder,
      env,
      stdin: {},
      stdout: { write: (text) => (out.stdout += text) },
      stderr: { write: (text) => (out.stderr += text) },
      signal: new AbortController().signal,
    });
    return { exitCode, ...out };
  } finally {
    process.chdir(before);
  }
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for a command to end. */
export async function ended(child: ReturnType<typeof spawn>): Promise<Ended> {
  const out = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (out.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (out.stderr += chunk.toString()));
  const exitCode = await new Promise<number>((done) => {
    child.on('close', (code, signal) => done(code ?? (signal === null ? -1 : -2)));
  });
  return { exitCode, ...out };
}

/** What differs from run to run is replaced by what it is; columns keep two spaces between them. */
function transcript({ exitCode, stdout, stderr }: Ended, folder: string): string {
  const parts = [stdout, stderr && `--- standard error\n${stderr}`, `--- exit code ${exitCode}\n`];
  return parts
    .join('')
    .replaceAll(folder, '<folder>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/sha256:[0-9a-f]{64}/g, 'sha256:<hash>')
    .replaceAll(/\b[\d.]+ m?s\b/g, '<duration>')
    .replaceAll(/127\.0\.0\.1:\d+\/test_\w+/g, '<server>')
    .split('\n')
    .map((line) => (line.includes('│') ? line : line.replaceAll(/(\S) {3,}/g, '$1  ')))
    .join('\n');
}
