import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Databases } from './databases.ts';
import type { GeneratedMigration } from './generate-files.ts';
import { errorLine, type Participant, type ProgramRun } from './participant.ts';
import type { WorkFolder } from './work-folder.ts';

/** A participant that could not be measured, and why. */
export interface Failure {
  readonly measure: string;
  readonly engine: string;
  readonly participant: string;
  readonly error: string;
}

/** What every measure works with. */
export interface Bench {
  readonly databases: Databases;
  readonly participants: readonly Participant[];
  readonly work: WorkFolder;
  readonly rounds: number;
  readonly failures: Failure[];
}

/** Writes the migrations in the participant's format and returns the folder. */
export function writeFiles(
  { work, databases }: Bench,
  participant: Participant,
  migrations: readonly GeneratedMigration[],
): string {
  const folder = work.folder('files');
  mkdirSync(folder, { recursive: true });
  participant.write(folder, databases.engine, migrations);
  return folder;
}

/** Throws unless that many migrations are in the history, whatever the participant says itself. */
export async function requireHistory(
  { databases }: Bench,
  participant: Participant,
  url: string,
  count: number,
): Promise<void> {
  const table = participant.history[databases.engine];
  const [row] = await databases.ask(url, `SELECT count(*) AS count FROM ${table}`);
  if (Number(row?.['count']) !== count)
    throw new Error(`${participant.name}: ${row?.['count']} of ${count} migrations are in the history`);
}

/** What keeps a slow machine from taking an hour. */
const longestMeasure = 75_000;

/**
 * Calls `run` for every participant once per round, in another order each time, so that what else the machine does meets
 * all alike. The first round warms caches and is not counted. Who fails is out, and noted.
 * After a minute and a quarter there are no further rounds than two that count.
 */
export async function inRounds<R>(
  bench: Bench,
  measure: string,
  run: (participant: Participant) => Promise<R>,
  { rounds = bench.rounds, warmUp = 1 }: { readonly rounds?: number; readonly warmUp?: number } = {},
): Promise<ReadonlyMap<Participant, readonly R[]>> {
  const results = new Map<Participant, R[]>(bench.participants.map((each) => [each, []]));
  const start = performance.now();
  for (let round = 0; round < rounds + warmUp; round++) {
    if (round >= warmUp + 2 && performance.now() - start > longestMeasure) break;
    const left = [...results.keys()];
    const shift = round % left.length;
    for (const each of [...left.slice(shift), ...left.slice(0, shift)]) {
      const result = await guarded(bench, measure, each, () => run(each));
      if (result === null) results.delete(each);
      else if (round >= warmUp) results.get(each)?.push(result);
    }
  }
  return results;
}

/** Returns what `run` returns, or null where it failed: then that is noted. The floor may not fail. */
export async function guarded<R>(
  { databases, failures }: Bench,
  measure: string,
  participant: Participant,
  run: () => Promise<R>,
): Promise<R | null> {
  try {
    return await run();
  } catch (error) {
    if (participant.kind === 'floor') throw error;
    const message = error instanceof Error ? error.message : String(error);
    failures.push({ measure, engine: databases.engine, participant: participant.name, error: message });
    console.log(`  ${measure}: ${participant.name} FAILED: ${message}`);
    return null;
  }
}

/** Why a run failed, null where it did not. */
export function failureOf(run: ProgramRun): string | null {
  return run.process.code === 0 ? null : errorLine(run);
}

export function linkPeers(work: WorkFolder): void {
  // Kysely's migrations import the library from where they lie.
  work.link('node_modules', join(import.meta.dirname, '..', 'node_modules'));
}
