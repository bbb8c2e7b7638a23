import { type BudgetPeriod, endOfPeriod, startOfPeriod } from './budget-period.ts';
import { budgetPeriods } from './enums.ts';
import type { BilledOwner } from './owner.ts';

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
