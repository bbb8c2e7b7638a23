import {
  type Category,
  createMigrator,
  type Migrator,
  parseAddress,
  type RunEvent,
  type RunReport,
} from '../../index.ts';
import type { GatewayConfiguration } from '../configuration/configuration.ts';
import { createLog, type Log } from '../server/log.ts';
import { loadStoreModules } from '../store-module.ts';
import type { Host } from './host.ts';
import { statusText } from './show-status.ts';

/** A job may start before its database does. */
const waitMs = 60_000;

const everyCategory: readonly Category[] = ['startup', 'release', 'seed', 'data'];

/**
 * Applies everything that is pending, whatever its category: who runs this before a rollout means it. Prints where the
 * database stands then, and returns 0. Throws what ended the run, with the report of what was applied before.
 */
export async function applyMigrations(
  { databaseUrl }: GatewayConfiguration,
  { json }: { readonly json: boolean },
  { stdout, stderr, signal }: Host,
): Promise<number> {
  const log = createLog(stderr);
  const migrator = createMigrator({
    databases: [parseAddress(databaseUrl, { folder: process.cwd() })],
    modules: await loadStoreModules(databaseUrl),
    waitMs,
    onEvent: (event) => tellEvent(event, log),
  });
  try {
    const report = await applyEverything(migrator, signal);
    stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : statusText(report));
    return 0;
  } finally {
    await migrator[Symbol.asyncDispose]();
  }
}

/**
 * An empty database is installed, which opens every gate and can be taken up by any other starter; only an upgrade names
 * the categories. What another process did between the look and the run does not matter: the run decides again.
 */
async function applyEverything(migrator: Migrator, signal: AbortSignal): Promise<RunReport> {
  if (isInstall(await migrator.status({ signal }))) {
    const report = await migrator.migrate({ signal });
    if (report.pendingCount === 0) return report;
  }
  return migrator.migrate({ categories: everyCategory, signal });
}

function isInstall({ databases }: RunReport): boolean {
  const modules = databases.flatMap((database) => database.modules);
  return modules.some(
    ({ installing, migrations }) =>
      installing !== null || migrations.every(({ appliedAt }) => appliedAt === null),
  );
}

function tellEvent(event: RunEvent, log: Log): void {
  switch (event.type) {
    case 'migration-applied':
      log.info('applied', { migration: event.migration, durationMs: event.durationMs });
      break;
    case 'migration-failed':
      log.error('failed', { migration: event.migration, code: event.code });
      break;
    case 'lock-waiting':
      log.info('waiting for another run', { holder: event.holder, waitedMs: event.waitedMs });
      break;
    case 'database-waiting':
      log.info('waiting for the database', { attempt: event.attempt, message: event.message });
      break;
    default:
  }
}
