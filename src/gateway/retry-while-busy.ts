import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from './domain/store-error.ts';
import type { Patience } from './patience.ts';

const longestPauseMs = 50;

/**
 * Returns what the work returns, run again while others are in its way. Throws what it throws last: Busy once the patience is
 * over. Pauses grow and are random, so that two who meet do not meet again.
 */
export async function retryWhileBusy<T>(work: () => Promise<T>, { end, signal }: Patience): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError && error.retryable) || performance.now() >= end) throw error;
      await pause(Math.random() * Math.min(longestPauseMs, 2 ** attempt), signal);
    }
  }
}

/** Throws the signal's own reason: the timer's would be another error around it. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}
