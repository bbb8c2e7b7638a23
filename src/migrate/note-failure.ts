import { LockstepError } from '../core/errors.ts';
import type { Side } from './side.ts';

/** Marks the side that failed, and tells of it; other sides of its round were rolled back with it. Returns the error. */
export function noteFailure(error: unknown, sides: readonly Side[]): unknown {
  if (!(error instanceof LockstepError)) return error;
  const failed = sides.find(({ state }) => state.database.address.name === error.details['database']);
  if (failed === undefined || error.code === 'LOCK_TIMEOUT' || error.code === 'INTERRUPTED') return error;
  failed.state.outcomes.set(failed.migration.name, 'failed');
  failed.run.emit({
    type: 'migration-failed',
    database: failed.state.database.address.name,
    module: failed.state.module.name,
    migration: failed.migration.name,
    code: error.code,
    message: error.message,
  });
  return error;
}
