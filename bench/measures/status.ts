import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Databases } from '../harness/databases.ts';
import { type Figure, figuresOf } from '../harness/figures.ts';
import { generateMigrations, writePairs } from '../harness/generate-files.ts';
import { type Participant, runParticipant } from '../harness/participant.ts';
import { inRounds } from '../harness/rounds.ts';
import { runProcess } from '../harness/run-process.ts';
import type { WorkFolder } from '../harness/work-folder.ts';

const bare: Participant = { name: 'bare node process', program: 'bare', options: {} };

/** `lockstep status` with a JSON configuration, beside a bare process that opens the database and asks one query. */
export async function measureStatus(
  databases: Databases,
  ours: readonly Participant[],
  work: WorkFolder,
  rounds: number,
): Promise<readonly Figure[]> {
  const { engine } = databases;
  const figures: Figure[] = [];
  for (const count of [30, 1000]) {
    const files = work.folder('status');
    writePairs(files, generateMigrations(count));
    const url = await databases.create();
    if (ours[0] !== undefined) await runParticipant(ours[0], { engine, url, files });
    writeFileSync(
      join(files, 'lockstep.config.json'),
      JSON.stringify({
        modules: [{ name: 'bench', migrations: { postgres: 'postgres', sqlite: 'sqlite' } }],
        databases: { bench: engine === 'sqlite' ? `sqlite:${url}` : url },
      }),
    );
    const results = await inRounds([bare, ...ours], rounds * 2, async (participant) => {
      const command =
        participant === bare
          ? [join(import.meta.dirname, '../programs/bare.mjs'), engine, url]
          : [join(String(participant.options['library']), 'dist/cli/main.js'), 'status'];
      const run = await runProcess([process.execPath, ...command], { cwd: files });
      if (run.code !== 0) throw new Error(`${participant.name}: ${run.stdout}${run.stderr}`);
      return run;
    });
    await databases.drop(url);
    figures.push(...figuresOf('status', `${count}`, engine, count, results, (run) => run));
  }
  return figures;
}
