import { LockstepError } from '../../core/errors.ts';

/**
 * Resolves with the work's result. When the signal fires first, `giveUp` is called and INTERRUPTED is thrown, however
 * long the server goes on.
 */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  giveUp: () => void,
): Promise<T> {
  if (signal === undefined) return work;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    giveUp();
    reject(new LockstepError('INTERRUPTED', 'the run was stopped', { cause: signal.reason }));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal.aborted) onAbort();
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    work.catch(() => {});
    aborted.catch(() => {});
  }
}
