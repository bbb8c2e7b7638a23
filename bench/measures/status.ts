import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, inRounds, writeFiles } from '../harness/bench.ts';
import { type Figure, figuresOf } from '../harness/figures.ts';
import { generateMigrations } from '../harness/generate-files.ts';
import { floor, type Participant, runParticipant } from '../harness/participant.ts';
import { type ProcessRun, runProcess } from '../harness/run-process.ts';

/** A participant, and where the copy of its library lies. */
export interface Ours {
  readonly participant: Participant;
  readonly library: string;
}

/** `lockstep status` with a JSON configuration, beside a bare process that opens the database and asks one query. */
export async function measureStatus(
  bench: Bench,
  ours: readonly Ours[],
  counts: readonly number[],
): Promise<readonly Figure[]> {
  const { databases } = bench;
  const { engine } = databases;
  const bare: Participant = { ...floor, name: 'bare Node process' };
  const figures: Figure[] = [];
  for (const count of counts) {
    const first = ours[0]?.participant;
    if (first === undefined) break;
    const url = await databases.create();
    const files = writeFiles(bench, first, generateMigrations(count));
    await runParticipant(first, { engine, url, files });
    writeFileSync(
      join(files, 'lockstep.config.json'),
      JSON.stringify({
        modules: [{ name: 'bench', migrations: { postgres: 'postgres', sqlite: 'sqlite' } }],
        databases: { bench: engine === 'sqlite' ? `sqlite:${url}` : url },
      }),
    );
    const commandOf = (participant: Participant): readonly string[] => {
      const library = ours.find((each) => each.participant === participant)?.library;
      return library === undefined
        ? [join(import.meta.dirname, '../programs/bare.mjs'), engine, url]
        : [join(library, 'dist/cli/main.js'), 'status'];
    };
    const results = await inRounds<ProcessRun>(
      { ...bench, participants: [bare, ...ours.map(({ participant }) => participant)] },
      'status',
      async (participant) => {
        const run = await runProcess([process.execPath, ...commandOf(participant)], { cwd: files });
        if (run.code !== 0) throw new Error(`${run.stdout}${run.stderr}`);
        return run;
      },
      { rounds: bench.rounds * 2 },
    );
    await databases.drop(url);
    figures.push(
      ...figuresOf({ measure: 'status', variant: 'whole process', engine, count }, results, (run) => run),
    );
  }
  return figures;
}
