import { LockstepError } from '../../core/errors.ts';
import { StepError } from './connection.ts';
import { isBusy, isConnectionLost, mapError } from './map-error.ts';

/** Everything that is not ours yet becomes so: a failure outside a script's statements. */
export async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const cause = error instanceof StepError ? error.cause : error;
    if (cause instanceof LockstepError) throw cause;
    if (isBusy(cause)) {
      throw mapError(cause, 'LOCK_TIMEOUT', {
        hint: 'Another process holds the database file exclusively; run again when it is done.',
        details: { busy: true },
      });
    }
    const lost = isConnectionLost(cause) ? { connectionLost: true } : {};
    throw mapError(cause, 'MIGRATION_FAILED', { details: { offset: null, statement: null, ...lost } });
  }
}
