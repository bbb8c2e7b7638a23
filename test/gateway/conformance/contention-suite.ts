import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openParents } from '../stores/parents.ts';
import { spendAll } from '../stores/spend-all.ts';
import type { StoreSubject } from './describe-stores.ts';

const workers = 32;
const requestsEach = 3;

/** Many who spend at the same time. */
export function testContention(subject: () => StoreSubject): void {
  test('32 workers post against one budget and one key: the limit is reached and never passed, the sums are exact, nobody is turned away', async () => {
    const { store, database } = subject();
    await using parents = await openParents(database.url);
    const owner = { kind: 'user', id: await parents.user() } as const;
    const keyHash = randomBytes(32).toString('hex');
    const { id: apiKeyId } = await store.apiKeys.create({ name: 'k', keyPrefix: 'p', keyHash, owner });
    const key = { apiKeyId, modelId: await parents.model() };
    // Every worker's costs are 1 to 3: all of them would cost 192.
    const hardLimitMicros = 150;
    const total = await store.budgets.create({ owner, period: 'total', hardLimitMicros });
    const month = await store.budgets.create({ owner, period: 'month', hardLimitMicros: 10_000 });
    const costs = Array.from({ length: requestsEach }, (_, index) => index + 1);

    const stores = await Promise.all(
      Array.from({ length: workers }, () => database.open({ connections: 2 })),
    );
    const spent = await Promise.all(stores.map((each) => spendAll(each, key, costs)));
    expect(spent.flatMap(({ failures }) => failures)).toEqual([]);
    const posted = spent.reduce((sum, each) => sum + each.posted, 0);
    const { lines, costMicros } = await store.usageLedger.totals({ owner });
    expect(lines).toBe(posted);
    expect(costMicros).toBeLessThanOrEqual(BigInt(hardLimitMicros));
    // Whoever was refused wanted 3 at most.
    expect(costMicros).toBeGreaterThan(BigInt(hardLimitMicros - requestsEach));
    for (const { id } of [total, month])
      expect((await store.budgets.find(id))?.spentMicros).toBe(Number(costMicros));
  });
}
