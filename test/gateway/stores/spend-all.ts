import { randomUUID } from 'node:crypto';
import { BudgetExceeded } from '../../../src/gateway/domain/spend-budgets.ts';
import type { Store } from '../../../src/gateway/domain/store.ts';

/** Whose usage it is that all workers post. */
export interface SharedKey {
  readonly apiKeyId: string;
  readonly modelId: string;
}

/** What a worker saw. */
export interface Spent {
  readonly posted: number;
  readonly refused: number;
  /** Whatever else reached the caller. */
  readonly failures: readonly string[];
  /** How long the slowest call took. */
  readonly longestMs: number;
}

/**
 * Posts usage of these costs, one after the other, under requests of its own; every third is posted twice at once. `tell` is
 * called with each request that was answered as it should be.
 */
export async function spendAll(
  { usageLedger }: Pick<Store, 'usageLedger'>,
  key: SharedKey,
  costs: readonly number[],
  tell: (requestId: string, outcome: 'posted' | 'refused') => void = () => undefined,
): Promise<Spent> {
  const failures: string[] = [];
  let [posted, refused, longestMs] = [0, 0, 0];
  for (const [index, costMicros] of costs.entries()) {
    const usage = { ...key, requestId: randomUUID(), costMicros, occurredAt: new Date() };
    const began = performance.now();
    const calls = Array.from({ length: index % 3 === 0 ? 2 : 1 }, () => usageLedger.postAndSpend(usage));
    const outcomes = await Promise.allSettled(calls);
    longestMs = Math.max(longestMs, performance.now() - began);
    const reasons = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    const others = reasons.filter((reason) => !(reason instanceof BudgetExceeded));
    failures.push(...others.map(String));
    if (reasons.length === 0) {
      posted++;
      tell(usage.requestId, 'posted');
    } else if (others.length === 0) {
      refused++;
      tell(usage.requestId, 'refused');
    }
  }
  return { posted, refused, failures, longestMs };
}
