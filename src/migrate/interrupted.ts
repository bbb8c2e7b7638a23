import { LockstepError } from '../core/errors.ts';

/** The error of a run that was stopped from outside. */
export function interrupted(cause?: unknown): LockstepError {
  return new LockstepError('INTERRUPTED', 'The run was stopped; what was committed stays', { cause });
}

/** Throws INTERRUPTED where the caller has asked to stop. Asked between steps, never between two commits of one step. */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw interrupted(signal.reason);
}
