import type { Readiness, ReadinessOptions, StartupOptions, StartupResult } from '../startup/startup.ts';

/**
 * Brings an application's database to where it may serve, and returns what came of it: an empty database is installed,
 * otherwise only startup and seed steps are applied, after any other process that is at it. Nothing pending costs one query
 * and takes no lock. Throws every reason not to serve: MANUAL_PENDING for release and data steps, before anything is
 * written; DATABASE_NEWER, CHECKSUM_MISMATCH and their like; LOCK_TIMEOUT; DATABASE_UNREACHABLE once `waitMs` is over;
 * INTERRUPTED with what was applied and what was rolled back, on SIGTERM, SIGINT or `signal`; what `migrate` throws where a
 * script fails.
 */
export async function migrateOnStartup(options: StartupOptions): Promise<StartupResult> {
  if (options.mode === 'off') return { outcome: 'skipped', report: null };
  return (await import('../startup/run-start.ts')).runStart(options);
}

/**
 * Returns whether an application may serve, as `migrateOnStartup` with `mode: 'verify'` judges, without waiting: also for a
 * database that cannot be reached or read. Writes nothing. Throws CONFIG_INVALID for an address or modules that are wrong,
 * INTERRUPTED on an abort.
 */
export async function checkReadiness(options: ReadinessOptions): Promise<Readiness> {
  return (await import('../startup/readiness.ts')).judgeReadiness(options);
}
