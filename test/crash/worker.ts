import { createMigrator } from '../../src/migrate/migrator.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { Category } from '../../src/core/migration.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { armKill } from './kill-later.ts';

/** What a worker process is told to do, as JSON in its first argument. */
export interface WorkerTask {
  readonly urls: readonly string[];
  readonly module: ModuleConfig;
  readonly folder: string;
  readonly categories: readonly Category[] | null;
  readonly to: string | null;
  /** The number (from 1) of the event at which the process kills itself, or null. */
  readonly killAtEvent: number | null;
  /**
   * Or the event itself: the process kills itself when one of this type and migration comes for this database, or so
   * many milliseconds later, in the middle of whatever it does then.
   */
  readonly killAt?: {
    readonly type: string;
    readonly migration: string;
    readonly database: string;
    readonly afterMs?: number;
  };
}

/** The last line of a worker that ended by itself. */
export interface WorkerResult {
  readonly applied: readonly string[];
  readonly events: number;
  /** Databases that were brought up to the others first. */
  readonly caughtUp: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

const task = JSON.parse(process.argv[2] ?? '') as WorkerTask;
const applied: string[] = [];
const caughtUp: string[] = [];
let events = 0;
const dieLater = task.killAt?.afterMs === undefined ? null : await armKill(task.killAt.afterMs);

const migrator = createMigrator({
  databases: task.urls.map((url, index) => parseAddress(url, { folder: task.folder, name: `db${index}` })),
  modules: [await loadModule(task.module, task.folder)],
  actor: `worker ${process.pid}`,
  onEvent(event) {
    events++;
    // SIGKILL is delivered before kill() returns: nothing after this line runs.
    if (isKillAt(event) && dieLater !== null) dieLater();
    else if (events === task.killAtEvent || isKillAt(event)) process.kill(process.pid, 'SIGKILL');
    if (event.type === 'catching-up') caughtUp.push(event.database);
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
const result: WorkerResult = { applied, events, caughtUp, error };
process.stdout.write(`${JSON.stringify(result)}\n`);

function isKillAt(event: RunEvent): boolean {
  const { killAt } = task;
  if (killAt === undefined || event.type !== killAt.type) return false;
  return 'migration' in event && event.migration === killAt.migration && event.database === killAt.database;
}
