import type { Budget } from './budget.ts';
import type { BudgetPeriod } from './budget-period.ts';
import { budgetPeriods } from './enums.ts';
import type { Operations } from './operation.ts';
import { type BilledOwner, billedOwner } from './owner.ts';
import type { Spending } from './spend-budgets.ts';
import { instant, micros, oneOf, record, uuid } from './values.ts';

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
   * nothing happens where the owner has no budget. The instant is the present: a later one begins its period for good, so it
   * must not come from who spends. Throws BudgetExceeded, a Conflict, with what is left.
   */
  spend(owner: BilledOwner, micros: number, at: Date): Promise<Spending>;
  /** Throws NotFound. */
  remove(id: string): Promise<void>;
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
