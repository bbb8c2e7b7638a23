import { once } from 'node:events';
import { adoptBaseline } from '../../src/drift/adopt-baseline.ts';
import type { OpenTwin } from '../../src/drift/compare-with-replay.ts';
import { twinsAt } from '../../src/drift/open-twins.ts';
import { databaseAt } from '../../src/drivers/open.ts';
import { loadModule } from '../../src/files/load-module.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { armKill } from './kill-later.ts';

/** `replay`: its last step and what is read of it; `write`: all that is behind it. */
export type Part = 'replay' | 'write';

/** What a process is told that takes databases over, as JSON in its first argument. */
export interface AdoptTask {
  readonly urls: readonly string[];
  readonly module: ModuleConfig;
  readonly folder: string;
  readonly at: string;
  /** A PostgreSQL server for scratch databases. */
  readonly scratch: string;
  /** Kills itself so many milliseconds after the replay's last step has begun, or after the replay is gone. */
  readonly kill: { readonly in: Part; readonly afterMs: number } | null;
  /** Says `ready` when all is loaded and nothing opened, and begins when its input does. */
  readonly isGated: boolean;
}

/** The last line of a worker that ended by itself. */
export interface AdoptResult {
  readonly verdict: string | null;
  readonly adopted: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | null;
  /** How long each part took. */
  readonly tookMs: Readonly<Record<Part, number>>;
}

const task = JSON.parse(process.argv[2] ?? '') as AdoptTask;
const dieLater = task.kill === null ? null : await armKill(task.kill.afterMs);
const module = await loadModule(task.module, task.folder);
const last = module.chain.findLast(({ id }) => id === task.at)?.name;
const databases = task.urls.map((url, index) =>
  databaseAt(parseAddress(url, { folder: task.folder, name: `db${index}` })),
);
if (task.isGated) {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  process.stdin.destroy();
}

const began: Record<Part, number> = { replay: performance.now(), write: performance.now() };
const begin = (part: Part): void => {
  began[part] = performance.now();
  if (task.kill?.in === part) dieLater?.();
};
const tookMs = (): AdoptResult['tookMs'] => ({
  replay: began.write - began.replay,
  write: performance.now() - began.write,
});
const twins = twinsAt({ address: parseAddress(task.scratch, { folder: task.folder }) });
const openTwin: OpenTwin = async (...asked) => {
  const server = await twins(...asked);
  return {
    engine: server.engine,
    create: (signal) => server.create(signal),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      begin('write');
    },
  };
};
let result: AdoptResult;
try {
  const { verdict, adopted } = await adoptBaseline({
    databases,
    modules: [module],
    module: module.name,
    at: task.at,
    actor: `worker ${process.pid}`,
    openTwin,
    onEvent(event) {
      if (event.type === 'migration-started' && event.migration === last) begin('replay');
    },
  });
  result = { verdict, adopted, error: null, tookMs: tookMs() };
} catch (failure) {
  const { code, message } = failure as { code?: string; message: string };
  const error = { code: code ?? 'CRASH', message };
  result = { verdict: null, adopted: [], error, tookMs: tookMs() };
} finally {
  for (const database of databases) await database[Symbol.asyncDispose]();
}
process.stdout.write(`${JSON.stringify(result)}\n`);
