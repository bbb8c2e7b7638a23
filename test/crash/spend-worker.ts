import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { openStore } from '../../src/gateway/open-store.ts';
import { type SharedKey, spendAll } from '../gateway/stores/spend-all.ts';

/** What a process is told to do, as JSON in its first argument. */
export interface SpendTask {
  readonly url: string;
  readonly busyTimeoutMs: number;
  readonly key: SharedKey;
  readonly costs: readonly number[];
}

const { url, busyTimeoutMs, key, costs } = JSON.parse(process.argv[2] ?? '') as SpendTask;
const store = await openStore(url, { busyTimeoutMs, connections: 2 });
writeSync(1, 'ready\n');
await once(process.stdin, 'data');
process.stdin.destroy();
// Written at once: what was told before a kill has been told.
const spent = await spendAll(
  store,
  key,
  costs,
  (requestId, outcome) => void writeSync(1, `${outcome} ${requestId}\n`),
);
await store.close();
writeSync(1, `spent ${JSON.stringify(spent)}\n`);
