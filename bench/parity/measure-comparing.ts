import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schema } from '../../src/core/schema.ts';
import { compareWith } from '../../src/parity/compare-with.ts';
import { emptyParityFile } from '../../src/parity/difference.ts';
import { createNormaliser } from '../../src/parity/normalise/create-normaliser.ts';
import { runProcess } from '../harness/run-process.ts';
import type { WorkFolder } from '../harness/work-folder.ts';
import type { ParityFigure } from './figure.ts';
import { least, type Timed, timed } from './timed.ts';

/** Returns both schemas, read anew. */
export type ReadBoth = () => Promise<{ readonly postgres: Schema; readonly sqlite: Schema }>;

/** Comparing two schemas that no comparison has seen: what was read of one is forgotten before the next. */
export async function measureComparing(read: ReadBoth, rounds: number): Promise<ParityFigure> {
  const runs: Timed<unknown>[] = [];
  for (let round = 0; round < rounds; round++) {
    const { postgres, sqlite } = await read();
    const run = await timed(async () =>
      compareWith(await createNormaliser(), postgres, sqlite, emptyParityFile),
    );
    const error = run.value.differences.find(({ severity }) => severity === 'error');
    if (error !== undefined) throw new Error(`the store has no parity: ${error.id}`);
    runs.push(run);
  }
  const { ms, cpuMs } = least(runs);
  return { name: 'comparing', value: ms, unit: 'ms', cpu: cpuMs, target: 100, judged: 'lesser' };
}

/** The first comparison of a process, which loads PostgreSQL's parser and runs everything for the first time. */
export async function measureFirst(
  read: ReadBoth,
  { work, library, rounds }: { readonly work: WorkFolder; readonly library: string; readonly rounds: number },
): Promise<ParityFigure> {
  const file = join(work.folder('schemas'), 'schemas.json');
  writeFileSync(file, JSON.stringify(await read()));
  const runs: Omit<Timed<unknown>, 'value'>[] = [];
  for (let round = 0; round < rounds; round++) {
    const program = join(import.meta.dirname, 'compare-once.mjs');
    const run = await runProcess([process.execPath, program, library, file]);
    if (run.code !== 0) throw new Error(`comparing ended with ${run.code}: ${run.stderr}`);
    runs.push(JSON.parse(run.stdout) as Timed<unknown>);
  }
  const { ms, cpuMs } = least(runs);
  return {
    name: 'comparing, the first time in a process',
    value: ms,
    unit: 'ms',
    cpu: cpuMs,
    target: null,
    judged: 'lesser',
  };
}
