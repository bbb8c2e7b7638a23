import { LockstepError } from '../../core/errors.ts';

/** Throws INTERRUPTED where the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new LockstepError('INTERRUPTED', 'the run was stopped', { cause: signal.reason });
}
