import { setTimeout as sleep } from 'node:timers/promises';
import { isBusy } from '../sqlite/map-error.ts';
import { throwIfAborted } from '../sqlite/session.ts';

const pausesMs = [1, 2, 5, 10, 15, 20, 25];

/**
 * Resolves with what the attempt returns. While the file is busy it is repeated, waiting on timers only, until the limit;
 * then the last SQLITE_BUSY is thrown. Other errors are thrown at once.
 */
export async function retryWhileBusy<T>(
  attempt: () => T,
  limitMs: number,
  signal?: AbortSignal | undefined,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (let count = 0; ; count++) {
    throwIfAborted(signal);
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() >= deadline) throw error;
    }
    await sleep(pausesMs[Math.min(count, pausesMs.length - 1)]!);
  }
}
