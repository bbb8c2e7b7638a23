import { join } from 'node:path';
import type { Engine } from './generate-files.ts';
import { type ProcessRun, runProcess } from './run-process.ts';

/** What is measured: a program below programs/, and what it is told besides engine, database and files. */
export interface Participant {
  readonly name: string;
  readonly program: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a program says of itself. One entry of the lists for each repetition. */
export interface ProgramRun {
  readonly importMs: number;
  readonly importRss: number;
  readonly rss: number;
  readonly applied: readonly number[];
  readonly ms: readonly number[];
  readonly cpuMs: readonly number[];
  readonly process: ProcessRun;
}

export interface Job {
  readonly engine: Engine;
  readonly url: string;
  readonly files: string;
  readonly repeat?: number;
}

const programs = join(import.meta.dirname, '..', 'programs');

/** Runs the participant's program in a process of its own. Throws what the process said where it failed. */
export async function runParticipant(participant: Participant, job: Job): Promise<ProgramRun> {
  const { repeat = 1, ...target } = job;
  const run = await runProcess([
    process.execPath,
    join(programs, 'main.mjs'),
    participant.program,
    JSON.stringify({ ...target, ...participant.options }),
    '--repeat',
    `${repeat}`,
  ]);
  if (run.code !== 0) throw new Error(`${participant.name} ended with ${run.code}: ${run.stderr}`);
  return { ...(JSON.parse(run.stdout) as Omit<ProgramRun, 'process'>), process: run };
}
