import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tempFolder } from '../servers/temp-folder.ts';
import type { ProcessUsage } from './report-usage.ts';
import type { ProcessWatch } from './watch-process.ts';

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const preload = pathToFileURL(join(import.meta.dirname, 'report-usage.ts')).href;

/** Scripts by file name without `.sql`, the same text for both engines. */
export type ScaleScripts = ReadonlyMap<string, string>;

/** A project on disk, and the command line in it. */
export interface ScaleProject {
  /** Runs `lockstep <words>` in a process of its own, and measures it; throws with its output where it fails. */
  readonly run: (words: readonly string[], watch?: ProcessWatch) => Promise<Measured>;
  readonly remove: () => void;
}

/** What one command took. */
export interface Measured {
  readonly seconds: number;
  readonly client: ProcessUsage;
  /** Null where there is no server, or nobody watched it. */
  readonly server: ProcessUsage | null;
  readonly output: string;
}

export function scaleProject(scripts: ScaleScripts): ScaleProject {
  const folder = tempFolder();
  for (const engine of ['postgres', 'sqlite'] as const) {
    mkdirSync(join(folder, engine));
    for (const [name, script] of scripts) writeFileSync(join(folder, engine, `${name}.sql`), script);
  }
  const module = { name: 'app', migrations: { postgres: 'postgres', sqlite: 'sqlite' } };
  writeFileSync(join(folder, 'lockstep.config.json'), JSON.stringify({ modules: [module] }));
  return {
    run: (words, watch) => measure(folder, words, watch),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

async function measure(folder: string, words: readonly string[], watch?: ProcessWatch): Promise<Measured> {
  const usageFile = join(folder, 'usage.json');
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', preload, main, ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], LOCKSTEP_ACTOR: 'tester', LOCKSTEP_TEST_USAGE: usageFile },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const seconds = (performance.now() - started) / 1000;
  const server = watch === undefined ? null : await watch.end();
  if (exitCode !== 0)
    throw new Error(`lockstep ${words.join(' ')} ended with ${exitCode}: ${output.slice(-2000)}`);
  return { seconds, client: JSON.parse(readFileSync(usageFile, 'utf8')) as ProcessUsage, server, output };
}
