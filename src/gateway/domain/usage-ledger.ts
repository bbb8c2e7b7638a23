import type { ledgerKinds } from './enums.ts';
import type { Operations } from './operation.ts';
import { type BilledOwner, billedOwner } from './owner.ts';
import { type Page, type PageRequest, pageRequest } from './page.ts';
import type { Spending } from './spend-budgets.ts';
import type { TokenCounts } from './usage-cost.ts';
import { instant, integer, micros, record, uuid } from './values.ts';

/** A line of the ledger. Lines are never changed nor removed. */
export interface UsageLine extends TokenCounts {
  readonly id: string;
  /** What was posted; unique in the ledger. Need not be in the request log, which forgets. */
  readonly requestId: string;
  readonly kind: (typeof ledgerKinds)[number];
  /** The line of usage that an adjustment corrects; null for usage. */
  readonly correctsId: string | null;
  readonly apiKeyId: string;
  /** Who paid: whom the key was billed to when it was posted. */
  readonly owner: BilledOwner;
  readonly modelId: string;
  /** The price that gave the cost; null where the cost was given. */
  readonly priceId: string | null;
  readonly costMicros: number;
  readonly occurredAt: Date;
  readonly postedAt: Date;
}

export interface NewUsage {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly requestId: string;
  readonly apiKeyId: string;
  readonly modelId: string;
  /** Each defaults to 0. */
  readonly inputTokens?: number | undefined;
  readonly cachedInputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  /** Defaults to what the tokens cost at the price in force when it occurred (`costOf`). */
  readonly costMicros?: number | undefined;
  /** Says which price and which day; which budgets bear it, the store's clock does. At most `mostAheadMs` ahead of that. */
  readonly occurredAt: Date;
}

/** What a line was wrong by; less than nothing takes away. */
export interface NewAdjustment {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  /** Of the correction itself. */
  readonly requestId: string;
  readonly correctsId: string;
  /** Each defaults to 0. */
  readonly inputTokens?: number | undefined;
  readonly cachedInputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
  readonly costMicros?: number | undefined;
}

/** What was posted and spent. */
export interface PostedUsage {
  readonly line: UsageLine;
  /** Null where the request had been posted before: nothing was spent now. */
  readonly spending: Spending | null;
}

/** Which lines: those to which all that is given applies. */
export interface UsageFilter {
  readonly owner?: BilledOwner | undefined;
  readonly apiKeyId?: string | undefined;
  readonly modelId?: string | undefined;
  /** That occurred at this moment or later. */
  readonly from?: Date | undefined;
  /** That occurred before this moment. */
  readonly until?: Date | undefined;
}

/** Sums of lines, adjustments included: exact, however large. */
export interface UsageTotals {
  readonly lines: number;
  readonly inputTokens: bigint;
  readonly cachedInputTokens: bigint;
  readonly outputTokens: bigint;
  readonly costMicros: bigint;
}

/** What one owner used of one model on one day. */
export interface DailyUsage extends UsageTotals {
  /** In UTC, as `YYYY-MM-DD`. */
  readonly day: string;
  readonly owner: BilledOwner;
  readonly modelId: string;
}

/** The books. Posting is safe to repeat: one request id, one line. */
export interface UsageLedgerRepository {
  /**
   * Returns the line of the usage, billed to whom the key is billed to. The same request posted again returns its first line
   * and changes nothing. Throws Conflict where the request id is known with another content, MissingReference where the key or
   * the model is not there or the model has no price at the moment, InvalidValue also for usage that has not happened yet.
   */
  post(usage: NewUsage): Promise<UsageLine>;
  /**
   * The same, and spends its cost from the budgets of who pays as they stand by the store's clock, all in one step. Throws
   * BudgetExceeded: nothing is posted then.
   */
  postAndSpend(usage: NewUsage): Promise<PostedUsage>;
  /**
   * Returns the line that corrects another one: of the same key, owner, model and moment, so that the sums of its day become
   * right. Budgets stay as they are. Repeats and Conflict as in `post`; throws MissingReference where there is no such line, and
   * Conflict for one that is an adjustment itself.
   */
  adjust(adjustment: NewAdjustment): Promise<UsageLine>;
  /** Returns the line, or null. */
  find(id: string): Promise<UsageLine | null>;
  findByRequest(requestId: string): Promise<UsageLine | null>;
  /** The newest first, by the moment it occurred, then by id. Throws InvalidValue for a cursor that no page gave out. */
  list(filter: UsageFilter, page: PageRequest): Promise<Page<UsageLine>>;
  /** The sums of all these lines; zeros where there is none. */
  totals(filter: UsageFilter): Promise<UsageTotals>;
  /** Sums per day, owner and model: by day, users before teams, then by the owner's id and the model's. */
  rollUp(filter: UsageFilter): Promise<readonly DailyUsage[]>;
}

const count = integer.refine((value) => value >= 0, 'is less than nothing').optional();
const usage = record({
  id: uuid.optional(),
  requestId: uuid,
  apiKeyId: uuid,
  modelId: uuid,
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  costMicros: count,
  occurredAt: instant,
});
const adjustment = record({
  id: uuid.optional(),
  requestId: uuid,
  correctsId: uuid,
  inputTokens: integer.optional(),
  cachedInputTokens: integer.optional(),
  outputTokens: integer.optional(),
  costMicros: micros.optional(),
});
const filter = record({
  owner: billedOwner.optional(),
  apiKeyId: uuid.optional(),
  modelId: uuid.optional(),
  from: instant.optional(),
  until: instant.optional(),
});

export const usageLedgerOperations: Operations<UsageLedgerRepository> = {
  post: { kind: 'write', atomic: true, takes: [usage] },
  postAndSpend: { kind: 'write', atomic: true, takes: [usage] },
  adjust: { kind: 'write', atomic: true, takes: [adjustment] },
  find: { kind: 'read', takes: [uuid] },
  findByRequest: { kind: 'read', takes: [uuid] },
  list: { kind: 'read', takes: [filter, record(pageRequest)] },
  totals: { kind: 'read', takes: [filter] },
  rollUp: { kind: 'read', takes: [filter] },
};
