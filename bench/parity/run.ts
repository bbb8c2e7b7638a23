import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openPostgresScratch, openSqliteScratch } from '../../src/drivers/scratch/open-scratch.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { postgresDatabases } from '../harness/databases.ts';
import { describeMachine } from '../harness/machine.ts';
import { alignTable } from '../harness/table.ts';
import { copyLibrary, createWorkFolder, root } from '../harness/work-folder.ts';
import { isMet, type ParityFigure, type ParityResult } from './figure.ts';
import { measureCatalogs } from './measure-catalogs.ts';
import { measureEach } from './measure-each.ts';

// Parity on large schemas, of the build in dist/: `npm run bench:parity`. Ends with 1 where a target is missed.
const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '40' }, save: { type: 'boolean', default: false } },
});
const rounds = Number(flags.rounds);
const [before = 0] = loadavg();
await using work = createWorkFolder();
const databases = await postgresDatabases(work);
const url = await databases.create();
const library = copyLibrary(join(root, 'dist'), 'parity');
const figures: readonly ParityFigure[] = [
  ...(await measureSchemas()),
  ...(await measureEach({ work, library, server: url, rounds: Math.min(rounds, 3) })),
];
await databases.drop(url);
const [after = 0] = loadavg();

const rows = figures.map((figure) => [
  figure.name.replaceAll('`', ''),
  `${shown(figure.value)} ${figure.unit}`,
  figure.cpu === null ? '' : `${shown(figure.cpu)} ${figure.unit}`,
  figure.target === null ? '' : `${figure.target} ${figure.unit}`,
  figure.target === null ? '' : isMet(figure) ? 'met' : 'MISSED',
]);
for (const line of alignTable([['', 'by the clock', 'CPU', 'at most', ''], ...rows])) console.log(line);
console.log(`load ${before.toFixed(1)} before, ${after.toFixed(1)} after`);
if (flags.save) {
  const result: ParityResult = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    load: { before, after },
    versions: { node: process.version.slice(1), postgres: databases.version },
    figures,
  };
  writeFileSync(join(root, 'bench/results/parity.json'), `${JSON.stringify(result, null, 2)}\n`);
  // Writes the page anew.
  await import('../report.ts');
}
process.exitCode = figures.every(isMet) ? 0 : 1;

async function measureSchemas(): Promise<readonly ParityFigure[]> {
  const postgres = await openPostgresScratch(parseAddress(url, { folder: work.path }));
  const sqlite = await openSqliteScratch();
  try {
    return await measureCatalogs({ postgres, sqlite }, { work, library, rounds });
  } finally {
    await postgres[Symbol.asyncDispose]();
    await sqlite[Symbol.asyncDispose]();
  }
}

function shown(value: number): string {
  return value.toFixed(value < 10 ? 2 : 0);
}
