import { type Bench, inRounds, writeFiles } from '../harness/bench.ts';
import { generateMigrations } from '../harness/generate-files.ts';
import { runParticipant } from '../harness/participant.ts';
import { median } from '../harness/statistics.ts';

/** What importing a library and its driver takes; the floor is the driver alone. */
export interface ImportFigure {
  readonly engine: string;
  readonly participant: string;
  readonly rounds: number;
  readonly medianMs: number;
  /** Growth of the resident memory by the import. */
  readonly megabytes: number;
}

/** (5) Imports the library with its driver, in a new process each time. */
export async function measureImport(given: Bench): Promise<readonly ImportFigure[]> {
  const { databases } = given;
  const { engine } = databases;
  // A program of its own (dbmate) imports nothing.
  const bench: Bench = { ...given, participants: given.participants.filter(({ name }) => name !== 'dbmate') };
  const migrations = generateMigrations(1);
  const files = new Map(bench.participants.map((each) => [each, writeFiles(bench, each, migrations)]));
  const results = await inRounds(bench, 'import', async (participant) => {
    const url = await databases.create();
    const run = await runParticipant(participant, { engine, url, files: files.get(participant) ?? '' });
    await databases.drop(url);
    return run;
  });
  return [...results].map(([{ name }, runs]) => ({
    engine,
    participant: name,
    rounds: runs.length,
    medianMs: median(runs.map(({ said }) => said?.importMs ?? Number.NaN)),
    megabytes: median(runs.map(({ said }) => said?.importRss ?? Number.NaN)) / 2 ** 20,
  }));
}
