import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { config, ended, type Files, type Project, pair, project } from '../cli/scenarios/project.ts';

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

/** `npm run test:crash` tries every fault; `npm test` is quick: one of a kind. */
export const isThorough: boolean = process.env['LOCKSTEP_TEST_MODE'] === 'crash';

/** Defines tests for `npm run test:crash` only. */
export function atLength(define: () => void): void {
  if (isThorough) define();
}

/** How a command ended, as a script sees it. */
export interface FaultRun {
  readonly exitCode: number;
  /** The code of the error, or null. */
  readonly code: string | null;
  readonly message: string;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** `V1__start applied`, of the first database. */
  readonly outcomes: readonly string[];
  readonly stderr: string;
  readonly ms: number;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The process runs as this user. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** A project whose second version can be made to last, and the command line as processes of its own. */
export interface FaultProject extends Project {
  /** Starts `lockstep LINE --json`. */
  readonly launch: (
    line: string,
    options?: StartOptions,
  ) => { readonly child: ReturnType<typeof spawn>; readonly end: Promise<FaultRun> };
  readonly lockstep: (line: string, options?: StartOptions) => Promise<FaultRun>;
}

const slowSqlite = `WITH RECURSIVE counter (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counter
  WHERE x < (SELECT coalesce(max(n), 0) FROM pace) * 200000) SELECT count(*) FROM counter;\n`;

const middle = 'CREATE TABLE middle (id INTEGER);\nINSERT INTO log VALUES (2);\n';

/** V2 lasts as many seconds as `pace` says, roughly on SQLite; every version leaves its number in `log`. */
const faultFiles: Files = {
  ...pair(
    'V1__start',
    'CREATE TABLE log (v INTEGER NOT NULL);\nCREATE TABLE pace (n NUMERIC);\nINSERT INTO log VALUES (1);\n',
  ),
  'migrations/postgres/V2__middle.sql': `${middle}SELECT pg_sleep(n) FROM pace;\n`,
  'migrations/sqlite/V2__middle.sql': `${middle}${slowSqlite.repeat(20)}`,
  ...pair('V3__last', 'CREATE TABLE last (id INTEGER);\nINSERT INTO log VALUES (3);\n'),
};

/** A project over these databases; the process that runs the test is never the one that migrates. */
export async function faultProject(databases: Files, files: Files = {}): Promise<FaultProject> {
  const here = await project({ ...config(databases), ...faultFiles, ...files });
  const launch: FaultProject['launch'] = (line, { env = {}, user } = {}) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [main, ...line.split(' '), '--json'], {
      cwd: here.folder,
      env: { PATH: process.env['PATH'], LOCKSTEP_ACTOR: 'tester', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const end = ended(child).then(({ exitCode, stdout, stderr }) => ({
      exitCode,
      stderr,
      ...read(stdout),
      ms: performance.now() - startedAt,
    }));
    return { child, end };
  };
  chmodSync(here.folder, 0o755);
  return { ...here, launch, lockstep: (line, options) => launch(line, options).end };
}

interface Document {
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly hint: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
  readonly databases?: readonly {
    readonly modules: readonly {
      readonly migrations: readonly { readonly name: string; readonly outcome: string }[];
    }[];
  }[];
}

function read(stdout: string): Omit<FaultRun, 'exitCode' | 'stderr' | 'ms'> {
  const { error, databases = [] } = (stdout === '' ? {} : JSON.parse(stdout)) as Document;
  const migrations = databases[0]?.modules[0]?.migrations ?? [];
  return {
    code: error?.code ?? null,
    message: error?.message ?? '',
    hint: error?.hint ?? '',
    details: error?.details ?? {},
    outcomes: migrations.map(({ name, outcome }) => `${name} ${outcome}`),
  };
}

export type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** What a database holds: null for a table that is not there. */
export interface Stand {
  readonly history: readonly string[] | null;
  /** One number per version that ran. */
  readonly log: readonly number[] | null;
  readonly middle: boolean;
  readonly last: boolean;
}

const absent = /does not exist|no such table/;

/** Looks with the test's own connection. */
export async function standOf(query: Query): Promise<Stand> {
  const rows = (sql: string): Promise<Awaited<ReturnType<Query>> | null> =>
    query(sql).catch((error: Error) => {
      if (absent.test(error.message)) return null;
      throw error;
    });
  const history = await rows('SELECT migration_name AS name FROM schema_migrations ORDER BY revision');
  const log = await rows('SELECT v FROM log ORDER BY v');
  return {
    history: history?.map(({ name }) => String(name)) ?? null,
    log: log?.map(({ v }) => Number(v)) ?? null,
    middle: (await rows('SELECT id FROM middle')) !== null,
    last: (await rows('SELECT id FROM last')) !== null,
  };
}

export const nothing: Stand = { history: null, log: null, middle: false, last: false };
export const afterV1: Stand = { history: ['V1__start'], log: [1], middle: false, last: false };
export const afterV2: Stand = {
  history: ['V1__start', 'V2__middle'],
  log: [1, 2],
  middle: true,
  last: false,
};
export const complete: Stand = {
  history: ['V1__start', 'V2__middle', 'V3__last'],
  log: [1, 2, 3],
  middle: true,
  last: true,
};

/** The run after the fault: everything is applied, once. */
export async function expectCompletion(
  here: FaultProject,
  query: Query,
  options?: StartOptions,
): Promise<void> {
  const run = await here.lockstep('migrate', options);
  expect([run.exitCode, run.code, run.message]).toEqual([0, null, '']);
  expect(await standOf(query)).toEqual(complete);
}

/** Asks until the answer is yes; fails the test after so many milliseconds. */
export async function eventually(question: () => Promise<boolean>, patienceMs = 10_000): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await question())) {
    if (performance.now() > end) throw new Error(`not within ${patienceMs} ms: ${question.toString()}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
