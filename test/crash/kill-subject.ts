import { setTimeout as sleep } from 'node:timers/promises';
import type { TestStore } from '../stores/test-store.ts';

/** One driver as the kill tests see it. */
export interface KillSubject {
  readonly name: string;
  /** Why it cannot run here, or null. */
  readonly missing: () => string | null;
  /** An empty database. Where there is a choice of kinds, `pick` (in [0, 1)) makes it. */
  readonly fresh: (pick: number) => Promise<TestStore>;
  /** Resolves when the server has noticed that a killed client is gone. */
  readonly settled: (store: TestStore) => Promise<void>;
  /** The address for the process of this index in a race. Defaults to the store's. */
  readonly racerUrl?: (store: TestStore, index: number) => string;
  /** The index of the racing process that holds the lock or the claim right now, null where none is seen. */
  readonly holder: (store: TestStore, pids: readonly number[]) => Promise<number | null>;
  /** How many stores are killed side by side, where a killed client costs waiting and no work. Defaults to 1. */
  readonly lanes?: number;
}

/** Waits until a condition holds, for what a server needs a moment to notice. */
export async function eventually(holds: () => Promise<boolean>, limitMs = 10_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not so within ${limitMs} ms`);
    await sleep(20);
  }
}
