import { asc, eq } from 'drizzle-orm';
import { startOfPeriod } from '../../domain/budget-period.ts';
import { sortBudgets, standAt } from '../../domain/budget.ts';
import type { BudgetRepository } from '../../domain/budgets.ts';
import type { RepositoryContext } from '../../domain/repository-context.ts';
import { spendBudgets } from '../../domain/spend-budgets.ts';
import { budgets as table } from '../../tables/postgres/index.ts';
import { toBudget } from '../budgets.ts';
import { found } from '../found.ts';
import { ownerColumn, ownerValues } from '../owner-columns.ts';
import type { PostgresDatabase } from './database.ts';

export function budgets(db: PostgresDatabase, { now, newId }: RepositoryContext): BudgetRepository {
  return {
    async create({ id = newId(), owner, ...given }) {
      const createdAt = now();
      const periodStartedAt = startOfPeriod(given.period, createdAt) ?? createdAt;
      const values = {
        ...given,
        ...ownerValues(owner),
        id,
        periodStartedAt,
        createdAt,
        updatedAt: createdAt,
      };
      return toBudget(
        found(
          await db
            .insert(table)
            .values({ ...values, spentMicros: 0 })
            .returning(),
        ),
      );
    },
    async find(id) {
      return (await db.select().from(table).where(eq(table.id, id))).map(toBudget)[0] ?? null;
    },
    async listOf({ kind, id }, at) {
      const rows = await db
        .select()
        .from(table)
        .where(eq(table[ownerColumn(kind)], id));
      return sortBudgets(rows.map((row) => standAt(toBudget(row), at)));
    },
    async changeLimits(id, change) {
      const values = { ...change, updatedAt: now() };
      const rows = await db.update(table).set(values).where(eq(table.id, id)).returning();
      return toBudget(found(rows, 'budget', id));
    },
    async spend({ kind, id: ownerId }, micros, at) {
      const own = eq(table[ownerColumn(kind)], ownerId);
      // In one order, so that two who spend from the same budgets do not wait for each other.
      const rows = await db.select().from(table).where(own).orderBy(asc(table.id)).for('update');
      const { budgets: after, softLimitsCrossed } = spendBudgets(rows.map(toBudget), micros, at);
      const updatedAt = now();
      for (const { id, spentMicros, periodStartedAt } of after)
        await db.update(table).set({ spentMicros, periodStartedAt, updatedAt }).where(eq(table.id, id));
      return { budgets: after.map((budget) => ({ ...budget, updatedAt })), softLimitsCrossed };
    },
    async remove(id) {
      found(await db.delete(table).where(eq(table.id, id)).returning({ id: table.id }), 'budget', id);
    },
  };
}
