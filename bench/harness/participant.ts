import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  type WriteFiles,
  writeDbmate,
  writeDrizzle,
  writeKnex,
  writeKysely,
  writeNodePgMigrate,
  writePairs,
  writeUmzug,
} from './formats.ts';
import type { Engine } from './generate-files.ts';
import { type ProcessRun, runProcess } from './run-process.ts';

/** Who is measured. */
export interface Participant {
  readonly name: string;
  readonly kind: 'floor' | 'lockstep' | 'peer';
  readonly engines: readonly Engine[];
  readonly write: WriteFiles;
  /** The table that has a row per applied migration. */
  readonly history: Readonly<Record<Engine, string>>;
  /** The command that applies what is pending, in a process of its own. */
  command(job: Job): readonly string[];
}

export interface Job {
  readonly engine: Engine;
  readonly url: string;
  readonly files: string;
  /** Defaults to 1. */
  readonly repeat?: number;
  /** Says so on a line of its own before it begins, for killing it then. */
  readonly announce?: boolean;
  /** Reports every statement that the driver of SQLite executes. */
  readonly trace?: boolean;
}

/** What a program says of itself, null of a command that is no program of ours. One entry for each repetition. */
export interface ProgramRun {
  readonly said: {
    readonly importMs: number;
    readonly importRss: number;
    readonly ms: readonly number[];
    readonly cpuMs: readonly number[];
    readonly statements: readonly string[];
  } | null;
  readonly process: ProcessRun;
}

const programs = join(import.meta.dirname, '..', 'programs');

function program(name: string, options: object = {}): Participant['command'] {
  return ({ repeat = 1, announce = false, trace = false, ...target }) => [
    process.execPath,
    join(programs, 'main.mjs'),
    name,
    JSON.stringify({ ...target, ...options }),
    JSON.stringify({ repeat, announce, trace }),
  ];
}

const sameTable = (name: string): Participant['history'] => ({ sqlite: name, postgres: name });

export const floor: Participant = {
  name: 'floor',
  kind: 'floor',
  engines: ['sqlite', 'postgres'],
  write: writePairs,
  history: sameTable('history'),
  command: program('floor'),
};

export const floorOfOneFolder: Participant = {
  ...floor,
  name: 'floor, one folder',
  command: program('floor', { folders: 'one' }),
};

/** `library` is a copy of what users get. */
export function lockstepAt(name: string, library: string): Participant {
  return {
    name,
    kind: 'lockstep',
    engines: ['sqlite', 'postgres'],
    write: writePairs,
    history: sameTable('schema_migrations'),
    command: program('lockstep', { library }),
  };
}

const peer = (
  name: string,
  write: WriteFiles,
  history: Participant['history'],
  more: Partial<Participant> = {},
): Participant => ({
  name,
  kind: 'peer',
  engines: ['sqlite', 'postgres'],
  write,
  history,
  command: program(name),
  ...more,
});

export const peers: readonly Participant[] = [
  peer('drizzle', writeDrizzle, {
    sqlite: '__drizzle_migrations',
    postgres: 'drizzle.__drizzle_migrations',
  }),
  peer('kysely', writeKysely, sameTable('kysely_migration')),
  peer('knex', writeKnex, sameTable('knex_migrations')),
  peer('umzug', writeUmzug, sameTable('my_migrations_table')),
  peer('node-pg-migrate', writeNodePgMigrate, sameTable('pgmigrations'), { engines: ['postgres'] }),
  peer('dbmate', writeDbmate, sameTable('schema_migrations'), {
    // The binary itself, without the Node process that `npx dbmate` puts before it. Only Linux's is installed: a lock
    // file with the packages of all platforms needs all of them in the same version.
    command: ({ engine, url, files }) => {
      const binary = createRequire(import.meta.url).resolve(
        `@dbmate/${process.platform}-${process.arch}/bin/dbmate`,
      );
      const address = engine === 'sqlite' ? `sqlite:${url}` : `${url}?sslmode=disable`;
      return [binary, '--url', address, '--migrations-dir', files, '--no-dump-schema', 'up'];
    },
  }),
];

/** Runs the participant in a process of its own, and returns how that ended, well or not. */
export async function tryParticipant(participant: Participant, job: Job): Promise<ProgramRun> {
  const run = await runProcess(participant.command(job));
  const last = run.stdout.trim().split('\n').at(-1) ?? '';
  return { said: last.startsWith('{') ? (JSON.parse(last) as ProgramRun['said']) : null, process: run };
}

/** As `tryParticipant`. Throws what the process said where it failed. */
export async function runParticipant(participant: Participant, job: Job): Promise<ProgramRun> {
  const run = await tryParticipant(participant, job);
  if (run.process.code !== 0)
    throw new Error(`${participant.name} ended with ${run.process.code}: ${errorLine(run)}`);
  return run;
}

/** The line in which a process says why it failed. */
export function errorLine({ process: { stdout, stderr } }: ProgramRun): string {
  const lines = `${stderr}\n${stdout}`.split('\n').map((line) => line.trim());
  const found =
    lines.find((line) => /^(?:\w*error\b.*:|✗)/i.test(line)) ??
    lines.find((line) => /error|locked|fail/i.test(line));
  return (found ?? stderr.trim()).slice(0, 300);
}
