import { createMigrator } from '../../src/migrate/migrator.ts';
import type { Category } from '../../src/core/migration.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';

/** What a worker process is told to do, as JSON in its first argument. */
export interface WorkerTask {
  readonly urls: readonly string[];
  readonly module: ModuleConfig;
  readonly folder: string;
  readonly categories: readonly Category[] | null;
  readonly to: string | null;
  /** The number (from 1) of the event at which the process kills itself, or null. */
  readonly killAtEvent: number | null;
}

/** The last line of a worker that ended by itself. */
export interface WorkerResult {
  readonly applied: readonly string[];
  readonly events: number;
  readonly error: { readonly code: string; readonly message: string } | null;
}

const task = JSON.parse(process.argv[2] ?? '') as WorkerTask;
const applied: string[] = [];
let events = 0;

const migrator = createMigrator({
  databases: task.urls.map((url, index) => parseAddress(url, { folder: task.folder, name: `db${index}` })),
  modules: [await loadModule(task.module, task.folder)],
  actor: `worker ${process.pid}`,
  onEvent(event) {
    events++;
    // SIGKILL is delivered before kill() returns: nothing after this line runs.
    if (events === task.killAtEvent) process.kill(process.pid, 'SIGKILL');
    if (event.type === 'migration-applied') applied.push(`${event.database} ${event.migration}`);
  },
});

let error: WorkerResult['error'] = null;
try {
  await migrator.migrate({
    ...(task.categories === null ? {} : { categories: task.categories }),
    ...(task.to === null ? {} : { to: task.to }),
  });
} catch (failure) {
  const { code, message } = failure as { code?: string; message: string };
  error = { code: code ?? 'CRASH', message };
} finally {
  await migrator[Symbol.asyncDispose]();
}
const result: WorkerResult = { applied, events, error };
process.stdout.write(`${JSON.stringify(result)}\n`);
