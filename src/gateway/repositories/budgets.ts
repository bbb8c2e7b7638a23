import type { Budget } from '../domain/budget.ts';
import { readOwner } from './owner-columns.ts';

type BudgetRow = Omit<Budget, 'owner'> & { readonly userId: string | null; readonly teamId: string | null };

/** Returns the budget of a row. */
export function toBudget({ userId, teamId, ...budget }: BudgetRow): Budget {
  return { ...budget, owner: readOwner({ userId, teamId }, ['user', 'team']) };
}
