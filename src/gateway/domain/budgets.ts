import { type BudgetPeriod, endOfPeriod, startOfPeriod } from './budget-period.ts';
import { budgetPeriods } from './enums.ts';
import type { Operations } from './operation.ts';
import { type BilledOwner, billedOwner } from './owner.ts';
import type { Spending } from './spend-budgets.ts';
import { instant, micros, oneOf, record, uuid } from './values.ts';

/** What an owner may spend in a period. */
export interface Budget {
  readonly id: string;
  readonly owner: BilledOwner;
  /** One budget of each period per owner. */
  readonly period: BudgetPeriod;
  /** Crossing it is told, not refused. At most the hard limit; one of both is set. */
  readonly softLimitMicros: number | null;
  /** May be reached and is never passed. */
  readonly hardLimitMicros: number | null;
  /** In the period that began at `periodStartedAt`. */
  readonly spentMicros: number;
  readonly periodStartedAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewBudget {
  /** Defaults to a new UUID. */
  readonly id?: string | undefined;
  readonly owner: BilledOwner;
  readonly period: BudgetPeriod;
  readonly softLimitMicros?: number | null | undefined;
  readonly hardLimitMicros?: number | null | undefined;
}

/** What is left out stays; a null takes the limit away. */
export interface BudgetChange {
  readonly softLimitMicros?: number | null | undefined;
  readonly hardLimitMicros?: number | null | undefined;
}

export interface BudgetRepository {
  /**
   * Returns the new budget, of which nothing is spent, whatever the ledger holds. Throws Conflict where the owner has one of
   * this period, MissingReference, InvalidValue without a limit or for a soft one above the hard one.
   */
  create(budget: NewBudget): Promise<Budget>;
  /** Returns the budget as it was last written, or null. */
  find(id: string): Promise<Budget | null>;
  /** Those of one owner as they stand at an instant (`standAt`), the shortest period first. */
  listOf(owner: BilledOwner, at: Date): Promise<readonly Budget[]>;
  /** Returns the budget as it is now. A hard limit below what is spent refuses all further spending. Throws NotFound. */
  changeLimits(id: string, change: BudgetChange): Promise<Budget>;
  /**
   * Spends from all budgets of an owner in one step, whoever else spends at the same time: from all or, when one of them
   * cannot bear it, from none. Returns them as they are now, shortest period first, and which soft limits were crossed;
   * nothing happens where the owner has no budget. Throws BudgetExceeded, a Conflict, with what is left.
   */
  spend(owner: BilledOwner, micros: number, at: Date): Promise<Spending>;
  /** Throws NotFound. */
  remove(id: string): Promise<void>;
}

/**
 * Returns the budget as it stands at an instant: nothing is spent once a new period has begun. An instant before the budget's
 * period counts into that one: the past is never opened again, so a late report cannot take back what was spent since.
 */
export function standAt(budget: Budget, at: Date): Budget {
  const start = startOfPeriod(budget.period, at);
  if (start === null || start <= budget.periodStartedAt) return budget;
  return { ...budget, spentMicros: 0, periodStartedAt: start };
}

/** Returns what is left under the hard limit; null without one. */
export function leftOf({ hardLimitMicros, spentMicros }: Budget): number | null {
  return hardLimitMicros === null ? null : Math.max(0, hardLimitMicros - spentMicros);
}

/** Returns when nothing is spent again; null for a budget that never ends. */
export function resetOf({ period, periodStartedAt }: Budget): Date | null {
  return endOfPeriod(period, periodStartedAt);
}

/** Returns the budgets in the order of their periods, the shortest first. */
export function sortBudgets(budgets: readonly Budget[]): readonly Budget[] {
  return budgets.toSorted((a, b) => budgetPeriods.indexOf(a.period) - budgetPeriods.indexOf(b.period));
}

const limits = {
  softLimitMicros: micros.nullish(),
  hardLimitMicros: micros.nullish(),
} as const;
const amount = micros.refine((value) => value >= 0, 'is less than nothing');

export const budgetOperations: Operations<BudgetRepository> = {
  create: {
    kind: 'write',
    takes: [record({ id: uuid.optional(), owner: billedOwner, period: oneOf(budgetPeriods), ...limits })],
  },
  find: { kind: 'read', takes: [uuid] },
  listOf: { kind: 'read', takes: [billedOwner, instant] },
  changeLimits: { kind: 'write', takes: [uuid, record(limits)] },
  spend: { kind: 'write', atomic: true, takes: [billedOwner, amount, instant] },
  remove: { kind: 'remove', takes: [uuid] },
};
