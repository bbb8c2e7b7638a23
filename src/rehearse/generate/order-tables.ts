import type { TablePlan } from './table-plan.ts';

/**
 * Returns the tables with parents before their children. Of tables that refer to each other in a circle the one goes first whose
 * keys within it may all be NULL, where there is one; its keys to later tables then stay NULL.
 */
export function orderTables(plans: readonly TablePlan[]): readonly TablePlan[] {
  const waiting = new Map(plans.map((plan) => [plan.table.name, plan]));
  const ordered: TablePlan[] = [];
  const isOpen = (plan: TablePlan, mayBeNull: boolean): boolean =>
    plan.references.every(
      ({ target, columns }) =>
        target === plan.table.name ||
        !waiting.has(target) ||
        (mayBeNull &&
          columns.some((name) => plan.columns.find((column) => column.name === name)?.isNullable === true)),
    );
  while (waiting.size > 0) {
    const rest = [...waiting.values()];
    const next =
      rest.find((plan) => isOpen(plan, false)) ?? rest.find((plan) => isOpen(plan, true)) ?? rest[0]!;
    ordered.push(next);
    waiting.delete(next.table.name);
  }
  return ordered;
}
