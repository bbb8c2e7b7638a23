import type { Price } from '../domain/prices.ts';
import { Conflict, MissingReference } from '../domain/store-error.ts';
import { costOf, type TokenCounts } from '../domain/usage-cost.ts';
import type { DailyUsage, NewAdjustment, NewUsage, UsageLine, UsageTotals } from '../domain/usage-ledger.ts';
import { readOwner } from './owner-columns.ts';

interface OwnerRow {
  readonly userId: string | null;
  readonly teamId: string | null;
}

type LineRow = Omit<UsageLine, 'owner'> & OwnerRow;

/** Returns the line of a row. */
export function toLine({ userId, teamId, ...line }: LineRow): UsageLine {
  return { ...line, owner: readOwner({ userId, teamId }, ['user', 'team']) };
}

/** Returns the sums of a row with who used. */
export function toDailyUsage(row: Omit<DailyUsage, 'owner'> & OwnerRow): DailyUsage {
  const { userId, teamId, day, modelId, ...totals } = row;
  return { day, owner: readOwner({ userId, teamId }, ['user', 'team']), modelId, ...totals };
}

/** What an aggregate without groups gives: one row, always. */
export function onlyRow(rows: readonly UsageTotals[]): UsageTotals {
  return rows[0]!;
}

type NewLine = Omit<LineRow, 'id' | 'postedAt'>;

/** Returns what is written for usage. Throws MissingReference without a key, or without a price where the cost is not given. */
export function usageValues(given: NewUsage, payer: OwnerRow | undefined, price: Price | null): NewLine {
  const { requestId, apiKeyId, modelId, occurredAt } = given;
  if (payer === undefined) throw new MissingReference(`There is no API key ${apiKeyId}`);
  const tokens = countsOf(given);
  return {
    requestId,
    kind: 'usage',
    correctsId: null,
    apiKeyId,
    ...payer,
    modelId,
    occurredAt,
    ...tokens,
    ...(given.costMicros === undefined
      ? pricedCost(tokens, price, modelId)
      : { costMicros: given.costMicros, priceId: null }),
  };
}

/** Returns what is written for a correction. Throws MissingReference without the line, Conflict for one that corrects itself. */
export function adjustmentValues(given: NewAdjustment, corrected: LineRow | undefined): NewLine {
  const { requestId, correctsId, costMicros = 0 } = given;
  if (corrected === undefined) throw new MissingReference(`There is no line ${correctsId} in the ledger`);
  if (corrected.kind !== 'usage')
    throw new Conflict(`The line ${correctsId} corrects another one: correct that one again`);
  const { apiKeyId, userId, teamId, modelId, priceId, occurredAt } = corrected;
  const copied = { apiKeyId, userId, teamId, modelId, priceId, occurredAt };
  return { ...copied, ...countsOf(given), requestId, correctsId, costMicros, kind: 'adjustment' };
}

function countsOf({
  inputTokens = 0,
  cachedInputTokens = 0,
  outputTokens = 0,
}: NewUsage | NewAdjustment): TokenCounts {
  return { inputTokens, cachedInputTokens, outputTokens };
}

function pricedCost(
  tokens: TokenCounts,
  price: Price | null,
  modelId: string,
): Pick<UsageLine, 'costMicros' | 'priceId'> {
  if (price === null)
    throw new MissingReference(`The model ${modelId} is not there or has no price yet then`);
  return { costMicros: costOf(tokens, price), priceId: price.id };
}
