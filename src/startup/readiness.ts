import { LockstepError } from '../core/errors.ts';
import type { Problem, RunReport } from '../core/report.ts';
import type { Database } from '../drivers/open.ts';
import { readDatabases } from '../migrate/read-databases.ts';
import { type DatabaseReading, reportRun } from '../migrate/report-run.ts';
import { toPlanDatabase } from '../migrate/run.ts';
import { judgeStart, type StartVerdict } from './judge-start.ts';
import { databaseOf } from './run-start.ts';
import type { Readiness, ReadinessOptions } from './startup.ts';

/** For a writer that keeps readers out for a moment. */
const lockPatienceMs = 500;
/** What a caller did wrong, or wanted: no state of a database. */
const thrown: readonly string[] = ['INTERRUPTED', 'CONFIG_INVALID', 'USAGE'];

/** Returns what `verify` would make of the database as it stands. */
export async function judgeReadiness(options: ReadinessOptions): Promise<Readiness> {
  const { onNewer = 'refuse', command } = options;
  const database = databaseOf(options.database);
  try {
    const reading = await readOnce(database, options);
    if (reading.error !== null) throw reading.error;
    const verdict = judgeStart(
      reading.states.map((state) => ({ module: state.module, database: toPlanDatabase(state) })),
      { mode: 'verify', onNewer, command },
    );
    return readinessOf(verdict, reportRun([reading], verdict.plans, 'states'));
  } catch (error) {
    if (!(error instanceof LockstepError) || thrown.includes(error.code)) throw error;
    return notReady(error, null);
  } finally {
    if (typeof options.database === 'string') await database[Symbol.asyncDispose]();
  }
}

/** A connection that has died since the last check is no news about the database: it is opened again. */
async function readOnce(database: Database, { modules, signal }: ReadinessOptions): Promise<DatabaseReading> {
  const run = {
    databases: [database],
    waitMs: 0,
    lockTimeoutMs: lockPatienceMs,
    signal,
    emit: () => undefined,
  };
  const read = async (): Promise<DatabaseReading> => {
    const [reading] = await readDatabases(run, modules, true);
    if (reading === undefined) throw new Error('no database was read');
    return reading;
  };
  const first = await read();
  if (first.error?.details['connectionLost'] !== true) return first;
  try {
    const session = await database.session({ create: false, signal });
    await session?.reconnect();
  } catch (error) {
    if (error instanceof LockstepError && error.code === 'DATABASE_UNREACHABLE') return { ...first, error };
    throw error;
  }
  return read();
}

function readinessOf(verdict: StartVerdict, report: RunReport): Readiness {
  if (verdict.kind === 'current')
    return { ready: true, code: 'OK', exitCode: 0, reason: 'schema is current', problem: null, report };
  if (verdict.kind === 'newer') {
    const { problem } = verdict;
    return { ready: true, code: problem.code, exitCode: 0, reason: problem.message, problem, report };
  }
  if (verdict.kind === 'applies') throw new Error('verify leaves nothing to apply');
  const { code, message, hint, details } = verdict.problem;
  return notReady(new LockstepError(code, message, { hint, details }), report);
}

function notReady(
  { code, exitCode, message, hint, details }: LockstepError,
  report: RunReport | null,
): Readiness {
  const problem: Problem = { code, message, hint, details };
  return { ready: false, code, exitCode, reason: message, problem, report };
}
