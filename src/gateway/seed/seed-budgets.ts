import type { BilledOwner } from '../domain/owner.ts';
import type { Repositories } from '../domain/store.ts';
import type { SeedBudget } from './seed-file.ts';
import type { SeedTally } from './seed-tally.ts';

/** Brings the limits of an owner's budgets to what the file says; what is spent is nobody's to set. */
export async function seedBudgets(
  { budgets }: Repositories,
  owner: BilledOwner,
  entries: readonly SeedBudget[],
  tally: SeedTally,
): Promise<void> {
  if (entries.length === 0) return;
  const known = await budgets.listOf(owner, new Date());
  for (const { period, ...limits } of entries) {
    const found = known.find((budget) => budget.period === period);
    if (found === undefined) {
      const wanted = { owner, period, ...limits };
      const { id } = await budgets.create(wanted);
      tally.create({ type: 'budget', id }, wanted);
    } else {
      await tally.bring({ type: 'budget', id: found.id }, found, limits, (change) =>
        budgets.changeLimits(found.id, change),
      );
    }
  }
}
