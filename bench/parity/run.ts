import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openPostgresScratch, openSqliteScratch } from '../../src/drivers/scratch/open-scratch.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { postgresDatabases } from '../harness/databases.ts';
import { describeMachine } from '../harness/machine.ts';
import { runProcess } from '../harness/run-process.ts';
import { alignTable } from '../harness/table.ts';
import { copyLibrary, createWorkFolder, root } from '../harness/work-folder.ts';
import { measureCatalogs, type ParityFigure } from './measure-catalogs.ts';
import { writeProject } from './store.ts';

// Parity on large schemas: `npm run bench:parity`. Ends with 1 where a target is missed.
const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, save: { type: 'boolean', default: false } },
});
await using work = createWorkFolder();
const databases = await postgresDatabases(work);
const url = await databases.create();
const figures: ParityFigure[] = [];
{
  const postgres = await openPostgresScratch(parseAddress(url, { folder: work.path }));
  const sqlite = await openSqliteScratch();
  figures.push(...(await measureCatalogs({ postgres, sqlite }, Number(flags.rounds))));
  await postgres[Symbol.asyncDispose]();
}
figures.push(...(await measureEach()));
await databases.drop(url);

const rows = figures.map(({ name, value, unit, target }) => [
  name,
  `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`,
  target === null ? '' : `${target} ${unit}`,
  target === null ? '' : value <= target ? 'met' : 'MISSED',
]);
for (const line of alignTable([['measure', 'median', 'at most', ''], ...rows])) console.log(line);
if (flags.save) {
  const result = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    postgres: databases.version,
    figures,
  };
  writeFileSync(join(root, 'bench/results/parity.json'), `${JSON.stringify(result, null, 2)}\n`);
}
process.exitCode = figures.some(({ value, target }) => target !== null && !(value <= target)) ? 1 : 0;

/** The whole command, from the built package, on a server that runs already. */
async function measureEach(): Promise<readonly ParityFigure[]> {
  const folder = work.folder('project');
  writeProject(folder, { versions: 30, tables: 60 });
  const library = copyLibrary(join(root, 'dist'), 'parity');
  const command = [
    '/usr/bin/env',
    'bash',
    '-c',
    `"$0" "$1/dist/cli/main.js" parity --at each --json --scratch "$2" > "$3/report.json"`,
    process.execPath,
    library,
    url,
    folder,
  ];
  const runs = [];
  for (let round = 0; round < 3; round++) {
    const run = await runProcess(command, {
      cwd: folder,
      env: { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'print-memory.mjs')}` },
    });
    if (run.code !== 0) throw new Error(`parity --at each ended with ${run.code}: ${run.stderr}`);
    const memory = Number(/peak (\d+) MB/.exec(run.stderr)?.[1] ?? Number.NaN);
    runs.push({ seconds: run.ms / 1000, memory });
  }
  return [
    {
      name: 'parity --at each, 30 versions, 60 tables',
      value: Math.max(...runs.map(({ seconds }) => seconds)),
      unit: 's',
      target: 15,
    },
    { name: 'its memory', value: Math.max(...runs.map(({ memory }) => memory)), unit: 'MB', target: 300 },
  ];
}
