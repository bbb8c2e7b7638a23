import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Budget } from '../../../src/gateway/domain/budget.ts';
import { BudgetExceeded } from '../../../src/gateway/domain/spend-budgets.ts';
import { InvalidValue } from '../../../src/gateway/domain/store-error.ts';
import { mostAheadMs } from '../../../src/gateway/domain/usage-moment.ts';
import type { NewUsage } from '../../../src/gateway/domain/usage-ledger.ts';
import { openParents, type Parents } from '../stores/parents.ts';
import type { StoreSubject } from './describe-stores.ts';
import { sampleRows } from './sample-rows.ts';

const at = (text: string): Date => new Date(text);

/** Whoever posts says when it was; what may be spent is a matter of the store's clock. */
export function testUsageMoments(subject: () => StoreSubject): void {
  const rows = sampleRows(subject);
  let parents: Parents;
  beforeAll(async () => {
    parents = await openParents(subject().database.url);
  });
  afterAll(() => parents[Symbol.asyncDispose]());

  /** A user with 700 micros a month, and usage of theirs that costs 300. */
  const newSpender = async (): Promise<{
    readonly budget: Budget;
    readonly usage: (occurredAt: Date) => NewUsage;
  }> => {
    const { apiKeys, budgets } = subject().store;
    const owner = { kind: 'user', id: await parents.user() } as const;
    const { id: apiKeyId } = await apiKeys.create({
      name: 'k',
      keyPrefix: 'p',
      keyHash: rows.hash(),
      owner,
    });
    const modelId = await parents.model();
    const budget = await budgets.create({ owner, period: 'month', hardLimitMicros: 700 });
    const usage = (occurredAt: Date): NewUsage => ({
      requestId: randomUUID(),
      apiKeyId,
      modelId,
      costMicros: 300,
      occurredAt,
    });
    return { budget, usage };
  };

  test('what has not happened yet is refused, and touches no budget', async () => {
    const { store, now } = subject();
    const { budget, usage } = await newSpender();
    const { post, postAndSpend } = store.usageLedger;
    for (const call of [post, postAndSpend]) {
      // A clock of this test ticks a second whenever it is looked at.
      const soon = usage(new Date(now().getTime() + mostAheadMs));
      const future = [
        usage(new Date(now().getTime() + mostAheadMs + 60_000)),
        usage(at('2030-01-01T00:00:00.000Z')),
        usage(at('9999-12-31T23:59:59.999Z')),
      ];
      await call(soon);
      for (const each of future) {
        await expect(call(each)).rejects.toThrow(InvalidValue);
        expect(await store.usageLedger.findByRequest(each.requestId)).toBeNull();
      }
    }
    const { periodStartedAt } = budget;
    expect(await store.budgets.find(budget.id)).toMatchObject({ spentMicros: 300, periodStartedAt });
  });

  test('a period begins when the clock of the store says so, also for what is reported late', async () => {
    const { store, database } = subject();
    const { budget, usage } = await newSpender();
    await store.usageLedger.postAndSpend(usage(at('2026-02-28T00:00:00.000Z')));
    await store.usageLedger.postAndSpend(usage(at('2026-03-01T00:00:00.000Z')));
    let moment = at('2026-03-31T23:59:59.999Z');
    const later = await database.open({ now: () => moment });
    const late = usage(at('2026-03-31T23:59:59.000Z'));
    await expect(later.usageLedger.postAndSpend(late)).rejects.toThrow(BudgetExceeded);
    moment = at('2026-04-01T00:00:00.000Z');
    const { line, spending } = await later.usageLedger.postAndSpend(late);
    expect(line).toMatchObject({ occurredAt: late.occurredAt, postedAt: moment });
    expect(spending).toMatchObject({ budgets: [{ spentMicros: 300, periodStartedAt: moment }] });
    expect(await later.budgets.find(budget.id)).toMatchObject({ spentMicros: 300, periodStartedAt: moment });
  });
}
