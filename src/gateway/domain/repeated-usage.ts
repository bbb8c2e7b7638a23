import { Conflict } from './store-error.ts';
import type { NewAdjustment, NewUsage, UsageLine } from './usage-ledger.ts';

/** Names of what a line was posted with, and whether that is the same as what is given now. */
type Comparison = readonly (readonly [name: string, same: boolean])[];

/**
 * Returns the line that was posted first, when the same usage is posted again. What the store itself put into the line (payer,
 * price, moment of posting) does not count: the world may have changed since. Throws Conflict for another content.
 */
export function sameUsage(first: UsageLine, given: NewUsage): UsageLine {
  return expectSame(first, [
    ['kind', first.kind === 'usage'],
    ['API key', first.apiKeyId === given.apiKeyId],
    ['model', first.modelId === given.modelId],
    ['moment', first.occurredAt.getTime() === given.occurredAt.getTime()],
    ...compareCounts(first, given),
    ['cost', given.costMicros === undefined ? first.priceId !== null : isGivenCost(first, given.costMicros)],
  ]);
}

/** Returns the correction that was posted first, when the same is posted again. Throws Conflict for another content. */
export function sameAdjustment(first: UsageLine, given: NewAdjustment): UsageLine {
  return expectSame(first, [
    ['kind', first.kind === 'adjustment'],
    ['corrected line', first.correctsId === given.correctsId],
    ...compareCounts(first, given),
    ['cost', first.costMicros === (given.costMicros ?? 0)],
  ]);
}

function isGivenCost({ priceId, costMicros }: UsageLine, given: number): boolean {
  return priceId === null && costMicros === given;
}

function compareCounts(first: UsageLine, given: NewUsage | NewAdjustment): Comparison {
  return [
    ['id', given.id === undefined || given.id === first.id],
    ['count of input tokens', first.inputTokens === (given.inputTokens ?? 0)],
    ['count of cached input tokens', first.cachedInputTokens === (given.cachedInputTokens ?? 0)],
    ['count of output tokens', first.outputTokens === (given.outputTokens ?? 0)],
  ];
}

function expectSame(first: UsageLine, comparison: Comparison): UsageLine {
  const other = comparison.filter(([, same]) => !same).map(([name]) => name);
  if (other.length === 0) return first;
  throw new Conflict(`The request ${first.requestId} is in the ledger with another ${other.join(', ')}`);
}
