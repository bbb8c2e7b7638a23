import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { engines } from '../../src/core/engine.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { inject } from 'vitest';
import { tempFolder } from '../servers/temp-folder.ts';
import type { TestStore } from '../stores/test-store.ts';
import type { AdoptResult, AdoptTask } from './adopt-worker.ts';

const program = fileURLToPath(new URL('adopt-worker.ts', import.meta.url));
const compileCache = fileURLToPath(new URL('../../.lockstep/compile-cache', import.meta.url));

export const adoptedModule: ModuleConfig = {
  name: 'app',
  migrations: { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' },
};

const versions = 5;
const created = (version: number): string =>
  `CREATE TABLE t${version} (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL)`;
const numbers = Array.from({ length: versions }, (_, index) => index + 1);

/** The step at which the built database is; one more version stands behind it. */
const adoptedAt: string = `V${versions}`;
/** What a baseline writes. */
export const adoptedNames: readonly string[] = numbers.map((version) => `V${version}__t`);
export const nextName: string = `V${versions + 1}__t`;

/** What another hand has built: the shape of `adoptedAt`. */
export async function buildByHand({ query, urls }: TestStore): Promise<void> {
  const [file] = urls.flatMap((url) => /^(?:sqlite|file):(.*)/.exec(url)?.[1] ?? []);
  const database = file === undefined ? null : new DatabaseSync(file);
  for (const version of numbers) {
    if (database === null) await query(created(version));
    else database.exec(created(version));
  }
  database?.close();
}

/** Returns the folder of the chain. */
export function adoptChain(): string {
  const folder = tempFolder();
  for (const engine of engines) {
    const target = join(folder, 'migrations', engine);
    mkdirSync(target, { recursive: true });
    for (const version of [...numbers, versions + 1])
      writeFileSync(join(target, `V${version}__t.sql`), `${created(version)};\n`);
  }
  return folder;
}

export function adoptTask(folder: string, urls: readonly string[], rest: Partial<AdoptTask> = {}): AdoptTask {
  return {
    urls,
    module: adoptedModule,
    folder,
    at: adoptedAt,
    scratch: inject('postgresUrl'),
    kill: null,
    isGated: false,
    ...rest,
  };
}

/** A process that takes a database over. */
export interface AdoptWorker {
  /** Resolves when a gated worker waits at its gate. */
  readonly ready: Promise<void>;
  readonly begin: () => void;
  /** Null where it was killed. */
  readonly result: Promise<AdoptResult | null>;
}

export function startAdopting(task: AdoptTask): AdoptWorker {
  const child = spawn(process.execPath, [program, JSON.stringify(task)], {
    stdio: [task.isGated ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  const { stdin, stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the worker did not start');
  stdin?.on('error', () => undefined);
  const [out, errors]: [string[], string[]] = [[], []];
  const ended = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_code, by) => resolve(by));
  });
  const ready = new Promise<void>((resolve) => {
    stdout.on('data', (chunk: Buffer) => {
      out.push(chunk.toString());
      if (out.join('').startsWith('ready\n')) resolve();
    });
  });
  stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  return {
    ready: Promise.race([ready, ended.then(() => undefined)]),
    begin: () => void stdin?.end('go'),
    result: ended.then((signal) => {
      if (signal === 'SIGKILL') return null;
      const last = out.join('').trimEnd().split('\n').at(-1) ?? '';
      if (!last.startsWith('{')) throw new Error(`the worker ended without a result: ${errors.join('')}`);
      return JSON.parse(last) as AdoptResult;
    }),
  };
}
