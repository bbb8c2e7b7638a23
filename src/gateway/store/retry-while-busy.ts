import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '../domain/store-error.ts';
import type { Patience } from './patience.ts';

const longestPauseMs = 30;
/** After so long pauses are half as long. */
const halvedAfterMs = 500;

/**
 * Returns what the work returns, run again while others are in its way. Throws what it throws last: Busy once the patience is
 * over. Pauses are random, so that two who meet do not meet again, and shrink: nobody keeps a line between processes, so whoever
 * has waited longest has to ask most often.
 */
export async function retryWhileBusy<T>(work: () => Promise<T>, { end, signal }: Patience): Promise<T> {
  const began = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const now = performance.now();
      if (!(error instanceof StoreError && error.retryable) || now >= end) throw error;
      await pause((Math.random() * longestPauseMs) / (1 + (now - began) / halvedAfterMs), signal);
    }
  }
}

/** Throws the signal's own reason: the timer's would be another error around it. */
async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  signal?.throwIfAborted();
}
