import type { BudgetPeriod } from './budget-period.ts';
import { type Budget, leftOf, resetOf, sortBudgets, standAt } from './budget.ts';
import { Conflict, InvalidValue } from './store-error.ts';

/** What spending did. */
export interface Spending {
  /** As they are now, the shortest period first. */
  readonly budgets: readonly Budget[];
  /** Of the budgets whose soft limit this very spending went beyond. */
  readonly softLimitsCrossed: readonly BudgetPeriod[];
}

/** A budget that could not bear an amount. */
export interface Refusal {
  readonly budgetId: string;
  readonly period: BudgetPeriod;
  readonly leftMicros: number;
  /** When the next period begins; null: never. */
  readonly resetsAt: Date | null;
}

/**
 * A hard limit would have been passed; nothing was spent. An error and not a result, so that a unit of work cannot go on
 * as if the money were there.
 */
export class BudgetExceeded extends Conflict {
  readonly refusals: readonly Refusal[];

  constructor(refusals: readonly Refusal[]) {
    const told = refusals.map(({ period, leftMicros }) => `${period}: ${leftMicros} micros left`);
    super(`The budget does not bear it (${told.join(', ')})`);
    this.refusals = refusals;
  }
}

/**
 * Returns what an owner's budgets are after spending an amount at an instant. An amount of nothing is never refused. Throws
 * BudgetExceeded that names every budget which cannot bear it, the shortest period first.
 */
export function spendBudgets(budgets: readonly Budget[], micros: number, at: Date): Spending {
  const before = sortBudgets(budgets).map((budget) => standAt(budget, at));
  const refusals = before.flatMap((budget) => {
    const leftMicros = leftOf(budget);
    if (leftMicros === null || micros <= leftMicros) return [];
    return [{ budgetId: budget.id, period: budget.period, leftMicros, resetsAt: resetOf(budget) }];
  });
  if (refusals.length > 0) throw new BudgetExceeded(refusals);
  const crossed = before.filter(
    ({ spentMicros, softLimitMicros }) =>
      softLimitMicros !== null && spentMicros <= softLimitMicros && spentMicros + micros > softLimitMicros,
  );
  return {
    budgets: before.map((budget) => ({ ...budget, spentMicros: add(budget.spentMicros, micros) })),
    softLimitsCrossed: crossed.map(({ period }) => period),
  };
}

function add(spent: number, micros: number): number {
  if (Number.isSafeInteger(spent + micros)) return spent + micros;
  throw new InvalidValue('More is spent than a budget can count (9007199254740991 micros)');
}
