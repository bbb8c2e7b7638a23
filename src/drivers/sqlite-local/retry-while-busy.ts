import { setTimeout as sleep } from 'node:timers/promises';
import { clockMs } from '../../core/clock.ts';
import type { Awaitable } from '../sqlite/connection.ts';
import { isBusy } from '../sqlite/map-error.ts';
import { throwIfAborted } from '../sqlite/throw-if-aborted.ts';

const pausesMs = [1, 2, 5, 10, 15, 20, 25];

/**
 * Returns what the attempt returns: at once where the file is not busy. While it is, the attempt is repeated, waiting on
 * timers only, until the limit; then the last SQLITE_BUSY is thrown. Other errors are thrown at once.
 */
export function retryWhileBusy<T>(
  attempt: () => T,
  limitMs: number,
  signal?: AbortSignal | undefined,
): Awaitable<T> {
  throwIfAborted(signal);
  try {
    return attempt();
  } catch (error) {
    if (!isBusy(error)) throw error;
    return attemptAgain(attempt, error, clockMs() + limitMs, signal);
  }
}

async function attemptAgain<T>(
  attempt: () => T,
  refused: unknown,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  let error = refused;
  for (let count = 0; clockMs() < deadline; count++) {
    await sleep(pausesMs[Math.min(count, pausesMs.length - 1)]!);
    throwIfAborted(signal);
    try {
      return attempt();
    } catch (again) {
      if (!isBusy(again)) throw again;
      error = again;
    }
  }
  throw error;
}
