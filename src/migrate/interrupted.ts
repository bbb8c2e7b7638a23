import { LockstepError } from '../core/errors.ts';

/** The error of a run that was stopped from outside. */
export function interrupted(cause?: unknown): LockstepError {
  return new LockstepError('INTERRUPTED', 'The run was stopped; what was committed stays', { cause });
}
