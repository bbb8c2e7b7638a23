import { once } from 'node:events';
import { readSync, writeSync } from 'node:fs';
import { createMigrator } from '../../src/migrate/migrator.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { Category } from '../../src/core/migration.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { armKill } from './kill-later.ts';

/** When a process kills itself: at an event, or so many milliseconds later in the middle of whatever it does then. */
export type Kill =
  /** The n-th event of the run, from 1. */
  | { readonly event: number }
  /** An event of this type and migration for this database; `type: 'run-started'` needs no more. */
  | {
      readonly type: RunEvent['type'];
      readonly migration?: string;
      readonly database?: string;
      readonly afterMs?: number;
    };

/** What a worker process is told to do, as JSON in its first argument. */
export interface WorkerTask {
  readonly urls: readonly string[];
  readonly module: ModuleConfig;
  readonly folder: string;
  readonly categories: readonly Category[] | null;
  readonly to: string | null;
  readonly kill: Kill | null;
  /** Stands still after each migration, having said `applied`, until a byte of its input lets it go on. */
  readonly isStepwise: boolean;
  /** Says `ready` when all is loaded and nothing opened, and begins when its input does. */
  readonly isGated: boolean;
}

export interface SeenEvent {
  readonly type: RunEvent['type'];
  readonly migration: string | null;
  /** Milliseconds since the run has begun. */
  readonly at: number;
}

/** The last line of a worker that ended by itself. */
export interface WorkerResult {
  readonly applied: readonly string[];
  readonly events: readonly SeenEvent[];
  /** Databases that were brought up to the others first. */
  readonly caughtUp: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

const task = JSON.parse(process.argv[2] ?? '') as WorkerTask;
const applied: string[] = [];
const caughtUp: string[] = [];
const events: SeenEvent[] = [];
const afterMs = task.kill !== null && 'type' in task.kill ? task.kill.afterMs : undefined;
const dieLater = afterMs === undefined ? null : await armKill(afterMs);
let startedAt = 0;

const migrator = createMigrator({
  databases: task.urls.map((url, index) => parseAddress(url, { folder: task.folder, name: `db${index}` })),
  modules: [await loadModule(task.module, task.folder)],
  actor: `worker ${process.pid}`,
  onEvent(event) {
    const migration = 'migration' in event ? event.migration : null;
    events.push({ type: event.type, migration, at: performance.now() - startedAt });
    if (isMoment(event)) {
      // SIGKILL is delivered before kill() returns: nothing after this line runs.
      if (dieLater === null) process.kill(process.pid, 'SIGKILL');
      else dieLater();
    }
    if (event.type === 'catching-up') caughtUp.push(event.database);
    if (event.type !== 'migration-applied') return;
    applied.push(`${event.database} ${event.migration}`);
    if (task.isStepwise) standStill();
  },
});

if (task.isGated) {
  process.stdout.write('ready\n');
  await once(process.stdin, 'data');
  process.stdin.destroy();
}
startedAt = performance.now();

let error: WorkerResult['error'] = null;
try {
  const options = {
    ...(task.categories === null ? {} : { categories: task.categories }),
    ...(task.to === null ? {} : { to: task.to }),
  };
  // Who takes the events one by one finds nothing done that was not told.
  if (task.isStepwise) for await (const _ of migrator.events(options)) continue;
  else await migrator.migrate(options);
} catch (failure) {
  const { code, message } = failure as { code?: string; message: string };
  error = { code: code ?? 'CRASH', message };
} finally {
  await migrator[Symbol.asyncDispose]();
}
const result: WorkerResult = { applied, events, caughtUp, error };
process.stdout.write(`${JSON.stringify(result)}\n`);

/** The clock of the run stands still too. */
function standStill(): void {
  const since = performance.now();
  writeSync(1, 'applied\n');
  readSync(0, Buffer.alloc(1));
  startedAt += performance.now() - since;
}

function isMoment(event: RunEvent): boolean {
  const { kill } = task;
  if (kill === null) return false;
  if ('event' in kill) return events.length === kill.event;
  if (event.type !== kill.type) return false;
  if (kill.migration !== undefined && !('migration' in event && event.migration === kill.migration))
    return false;
  return kill.database === undefined || ('database' in event && event.database === kill.database);
}
