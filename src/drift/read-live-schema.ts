import { LockstepError } from '../core/errors.ts';
import type { Schema } from '../core/schema.ts';
import { introspect } from '../introspect/introspect.ts';
import type { IntrospectOptions } from '../introspect/read-schema.ts';
import { unlessInterrupted } from '../migrate/interrupted.ts';
import { isKeptOut, LockWait } from '../migrate/lock-wait.ts';
import type { ModuleState, Run } from '../migrate/run.ts';

/**
 * Returns what a live database declares. Waits as for the lock where another process keeps readers out. Throws
 * LOCK_TIMEOUT, INTERRUPTED, DATABASE_UNREACHABLE, PERMISSION_DENIED.
 */
export async function readLiveSchema(
  run: Run,
  state: ModuleState,
  reading: IntrospectOptions,
): Promise<Schema> {
  const wait = new LockWait(run, state);
  for (;;) {
    try {
      return await named(state, unlessInterrupted(introspect(state.database, reading), run.signal));
    } catch (error) {
      if (!isKeptOut(error)) throw error;
      await wait.untilFree(null);
    }
  }
}

/** Of several databases an error says which one it is about. */
export async function named<T>({ database }: ModuleState, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof LockstepError) || error.details['database'] !== undefined) throw error;
    throw error.with({ details: { database: database.address.name } });
  }
}
