import { LockstepError } from '../core/errors.ts';

/** The error of a run that was stopped from outside. */
export function interrupted(cause?: unknown): LockstepError {
  return new LockstepError('INTERRUPTED', 'The run was stopped; what was committed stays', { cause });
}

/**
 * Resolves with what the work gives, or throws INTERRUPTED as soon as the run is stopped: a server that went dead never
 * answers a question. For questions only, because the work itself goes on.
 */
export async function unlessInterrupted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(interrupted(signal.reason));
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => undefined);
  }
}
