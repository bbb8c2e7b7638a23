import { parseArgs } from 'node:util';
import { postgresDatabases, sqliteDatabases } from './harness/databases.ts';
import type { Figure } from './harness/figures.ts';
import { type Engine, generateMigrations, writePairs } from './harness/generate-files.ts';
import type { Participant } from './harness/participant.ts';
import { copyLibrary, createWorkFolder, root } from './harness/work-folder.ts';
import { measureApply } from './measures/apply.ts';
import { measureStart } from './measures/start.ts';
import { measureStatus } from './measures/status.ts';
import { printFigures } from './harness/print-figures.ts';
import { join, resolve } from 'node:path';

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: 'apply,start,status' },
    engine: { type: 'string', default: 'sqlite,postgres' },
    count: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '7' },
    dist: { type: 'string', default: join(root, 'dist') },
    against: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const measures = flags.only.split(',');
const rounds = flags.quick ? 3 : Number(flags.rounds);
const count = flags.quick ? 300 : Number(flags.count);

await using work = createWorkFolder();
const lockstep = (name: string, dist: string, label: string): Participant => ({
  name,
  program: 'lockstep',
  options: { library: copyLibrary(resolve(dist), label) },
});
const ours = [
  lockstep('lockstep', flags.dist, 'a'),
  ...(flags.against === undefined ? [] : [lockstep('lockstep (against)', flags.against, 'b')]),
];
const participants: readonly Participant[] = [
  { name: 'floor', program: 'floor', options: {} },
  { name: 'floor, one folder', program: 'floor', options: { folders: 'one' } },
  ...ours,
];

for (const engine of flags.engine.split(',') as Engine[]) {
  const databases = await (engine === 'sqlite' ? sqliteDatabases(work) : postgresDatabases(work));
  const files = work.folder('files');
  writePairs(files, generateMigrations(count));
  const figures: Figure[] = [];
  if (measures.includes('apply'))
    figures.push(...(await measureApply(databases, participants, { files, count, rounds })));
  if (measures.includes('start'))
    figures.push(...(await measureStart(databases, participants, { files, count, rounds })));
  if (measures.includes('status')) figures.push(...(await measureStatus(databases, ours, work, rounds)));
  printFigures(figures);
}
