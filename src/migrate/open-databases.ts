import { setTimeout as sleep } from 'node:timers/promises';
import { clockMs } from '../core/clock.ts';
import { LockstepError } from '../core/errors.ts';
import type { Database } from '../drivers/open.ts';
import type { Session } from '../drivers/port.ts';
import { interrupted } from './interrupted.ts';
import type { Run } from './run.ts';

const firstPauseMs = 100;
const longestPauseMs = 2_000;

/** What a wait for a database needs of its run. */
type Opening = Pick<Run, 'waitMs' | 'signal' | 'emit'>;

/**
 * The database's session, or null where it does not exist and `create` is false. An unreachable database is tried
 * again for as long as the run's `waitMs`. Throws DATABASE_UNREACHABLE, DRIVER_MISSING, INTERRUPTED.
 */
export function openPatiently(run: Opening, database: Database, create: boolean): Promise<Session | null> {
  return untilReachable(run, database, () => database.session({ create, signal: run.signal }));
}

/**
 * Resolves with what the work on a database gives, tried again while the database is unreachable, for as long as the
 * run's `waitMs`: behind a pooler only the first question tells that the server is not up. Errors name the database.
 */
export async function untilReachable<T>(
  run: Opening,
  database: Database,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = clockMs() + run.waitMs;
  let pauseMs = firstPauseMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof LockstepError)) throw error;
      const left = deadline - clockMs();
      // A wrong password or a missing database does not come up: `refused` says that waiting changes nothing.
      if (error.code !== 'DATABASE_UNREACHABLE' || error.details['refused'] === true || left <= 0)
        throw error.with({ details: { database: database.address.name } });
      run.emit({
        type: 'database-waiting',
        database: database.address.name,
        attempt,
        message: error.message,
      });
      await pause(Math.min(pauseMs, left), run.signal);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
  }
}

/** Resolves after that time. Throws INTERRUPTED. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw interrupted(error);
  }
}
