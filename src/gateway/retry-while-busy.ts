import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from './domain/store-error.ts';

const longestPauseMs = 50;

/**
 * Returns what the work returns, run again while others are in its way. Throws what it throws last: Busy once `limitMs` are
 * over. Pauses grow and are random, so that two who meet do not meet again.
 */
export async function retryWhileBusy<T>(
  work: () => Promise<T>,
  { limitMs, signal }: { readonly limitMs: number; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  const end = performance.now() + limitMs;
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreError && error.retryable) || performance.now() >= end) throw error;
      await sleep(
        Math.random() * Math.min(longestPauseMs, 2 ** attempt),
        undefined,
        signal ? { signal } : {},
      );
    }
  }
}
