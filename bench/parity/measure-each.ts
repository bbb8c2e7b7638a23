import { join } from 'node:path';
import type { WorkFolder } from '../harness/work-folder.ts';
import { runProcess } from '../harness/run-process.ts';
import type { ParityFigure } from './figure.ts';
import { writeProject } from './store.ts';

export interface EachOptions {
  readonly work: WorkFolder;
  /** The folder that holds the build. */
  readonly library: string;
  /** A PostgreSQL that runs already: where a database of it lies. */
  readonly server: string;
  readonly rounds: number;
}

/** The built command on a server that runs already, each time as a process of its own. */
export async function measureEach({
  work,
  library,
  server,
  rounds,
}: EachOptions): Promise<readonly ParityFigure[]> {
  const folder = work.folder('project');
  writeProject(folder, { versions: 30, tables: 60 });
  const main = join(library, 'dist/cli/main.js');
  const report = join(folder, 'report.json');
  const runs: { readonly seconds: number; readonly cpu: number; readonly memory: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const run = await runProcess(
      [
        '/usr/bin/env',
        'bash',
        '-c',
        `"$0" "$1" parity --at each --json --scratch "$2" > "$3"`,
        process.execPath,
        main,
        server,
        report,
      ],
      {
        cwd: folder,
        env: { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'print-memory.mjs')}` },
      },
    );
    if (run.code !== 0) throw new Error(`parity --at each ended with ${run.code}: ${run.stderr}`);
    const memory = Number(/peak (\d+) MB/.exec(run.stderr)?.[1] ?? Number.NaN);
    runs.push({ seconds: run.ms / 1000, cpu: run.cpuMs / 1000, memory });
  }
  const least = (of: 'seconds' | 'cpu'): number => Math.min(...runs.map((run) => run[of]));
  const memory = Math.max(...runs.map((run) => run.memory));
  return [
    {
      name: '`parity --at each`, 30 versions of 60 tables',
      value: least('seconds'),
      unit: 's',
      cpu: least('cpu'),
      target: 15,
      judged: 'clock',
    },
    { name: 'its memory', value: memory, unit: 'MB', cpu: null, target: 300, judged: 'clock' },
  ];
}
