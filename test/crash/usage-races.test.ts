import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { describeStores } from '../gateway/conformance/describe-stores.ts';
import { openParents } from '../gateway/stores/parents.ts';
import { below, randomFrom } from './random.ts';
import { type Spender, type SpenderKill, startSpender } from './start-spender.ts';

const isLong = process.env['LOCKSTEP_TEST_MODE'] === 'crash';
const seed = 5;
const survivors = 24;
const victims = 8;
/** Of a survivor, who would spend 21: all of them 504. A victim goes on until it is killed. */
const costs = [1, 2, 3, 4, 5, 6];
const hardLimitMicros = 450;
/** A killed client of a libsql server keeps the lock for 5 s: all victims may die with it. */
const busyTimeoutMs = 5000 * victims + 20_000;

function killOf(victim: number): SpenderKill {
  const random = randomFrom(seed, victim);
  return { afterRequests: 1 + below(4, random), afterMs: random() * 30 };
}

describe.skipIf(!isLong)(
  isLong ? 'the usage ledger' : '32 processes take minutes to start: npm run test:crash',
  () => {
    describeStores(`under ${survivors + victims} processes, of which ${victims} are killed,`, (subject) => {
      test('is exact: what was told is there once, the limit is reached and never passed, nobody is turned away', {
        timeout: 600_000,
      }, async ({ annotate }) => {
        const { store, database } = subject();
        await using parents = await openParents(database.url);
        const owner = { kind: 'team', id: await parents.team() } as const;
        const keyHash = randomBytes(32).toString('hex');
        const { id: apiKeyId } = await store.apiKeys.create({ name: 'k', keyPrefix: 'p', keyHash, owner });
        const key = { apiKeyId, modelId: await parents.model() };
        const { id } = await store.budgets.create({ owner, period: 'total', hardLimitMicros });

        const task = { url: database.url, busyTimeoutMs, key, costs };
        const endless = { ...task, costs: Array.from({ length: 50 }, () => costs).flat() };
        const spenders: readonly Spender[] = [
          ...Array.from({ length: victims }, (_, victim) => startSpender(endless, killOf(victim))),
          ...Array.from({ length: survivors }, () => startSpender(task, null)),
        ];
        await Promise.all(spenders.map(({ ready }) => ready));
        const began = performance.now();
        for (const { begin } of spenders) begin();
        const spent = await Promise.all(spenders.map((each) => each.spent));
        const longestMs = Math.max(...spent.map((each) => each?.longestMs ?? 0));
        await annotate(
          `${Math.round(performance.now() - began)} ms, the slowest call ${Math.round(longestMs)}`,
        );

        expect(spent.map((each) => each === null)).toEqual(spenders.map((_, index) => index < victims));
        expect(spent.flatMap((each) => each?.failures ?? [])).toEqual([]);
        const { lines, costMicros } = await store.usageLedger.totals({ owner });
        expect(Number(costMicros)).toBeLessThanOrEqual(hardLimitMicros);
        // Whoever was refused wanted 6 at most.
        expect(Number(costMicros)).toBeGreaterThan(hardLimitMicros - 6);
        expect((await store.budgets.find(id))?.spentMicros).toBe(Number(costMicros));

        const told = spenders.flatMap(({ posted }) => posted);
        expect(new Set(told).size).toBe(told.length);
        const found = await Promise.all(told.map((requestId) => store.usageLedger.findByRequest(requestId)));
        expect(found.filter((line) => line === null)).toEqual([]);
        // A victim may have posted one more and been killed before it could say so.
        expect(lines).toBeGreaterThanOrEqual(told.length);
        expect(lines).toBeLessThanOrEqual(told.length + victims);
      });
    });
  },
);
