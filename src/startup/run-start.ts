import { LockstepError } from '../core/errors.ts';
import type { RunReport } from '../core/report.ts';
import { type Database, databaseAt } from '../drivers/open.ts';
import { parseAddress } from '../modules/parse-address.ts';
import { start } from './start.ts';
import { StartRecord } from './start-record.ts';
import type { StartupOptions, StartupResult } from './startup.ts';
import { catchStopSignals } from './stop-signals.ts';
import { stoppedStart } from './stopped.ts';
import { tellStart } from './tell-start.ts';
import { noTrace, traceStart } from './trace-start.ts';

/** Runs a start with everything around it: signals, log, spans, and a database of its own where the caller gave a URL. */
export async function runStart(options: StartupOptions): Promise<StartupResult> {
  const { modules, tracer, mode = 'auto' } = options;
  const database = databaseOf(options.database);
  const record = new StartRecord();
  const teller = tellStart(options.log);
  const stop = catchStopSignals(options.signal, options.stopOnSignals ?? true, (name) =>
    teller.warn(`${name}: the start is stopped; a migration in flight ends or is rolled back`, {
      signal: name,
    }),
  );
  const { signal } = stop;
  const trace = tracer === undefined ? noTrace : await traceStart(tracer, database.address, modules, mode);
  const stopped = (cause: unknown, report: RunReport | null): LockstepError => {
    const error = stoppedStart(record, modules, stop.caught(), cause);
    return report === null ? error : error.with({ report });
  };
  try {
    const result = await trace.within(() =>
      start(options, { database, signal, record, teller, trace }).finally(async () => {
        if (typeof options.database === 'string') await database[Symbol.asyncDispose]();
      }),
    );
    // All is done, and yet the process was told to end: whoever told it must not be passed over.
    if (signal.aborted) throw stopped(signal.reason, result.report);
    trace.end(result);
    return result;
  } catch (error) {
    const told = signal.aborted && isStop(error) ? stopped(error, error.report) : error;
    trace.end({ error: told });
    throw told;
  } finally {
    teller.end();
    stop.release();
  }
}

/** What a start throws because it was stopped: also a script whose connection was given up for it. */
function isStop(error: unknown): error is LockstepError {
  if (!(error instanceof LockstepError)) return false;
  return (
    error.code === 'INTERRUPTED' ||
    (error.code === 'MIGRATION_FAILED' && error.details['connectionLost'] === true)
  );
}

/** The database that a start works on; one that is given as a URL is closed at its end. */
export function databaseOf(given: string | Database): Database {
  return typeof given === 'string' ? databaseAt(parseAddress(given, { folder: process.cwd() })) : given;
}
