import { z } from 'zod';
import type { Budget } from '../domain/budget.ts';
import type { BilledOwner } from '../domain/owner.ts';
import type { Store } from '../domain/store.ts';
import type { DailyUsage, UsageFilter, UsageTotals } from '../domain/usage-ledger.ts';

/** A moment in a request: RFC 3339 with its offset. */
export const moment: z.ZodType<Date> = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text)) as unknown as z.ZodType<Date>;

/** From when on and until when; both may be left out. */
export const span = { from: moment.optional(), until: moment.optional() } as const;

/** What may be spent and has been spent. */
export interface SpendingReport {
  /** Of who pays, as they stand now, the shortest period first. */
  readonly budgets: readonly Budget[];
  /** Of the lines that were asked for. */
  readonly totals: UsageTotals;
  /** The same per day, owner and model. */
  readonly days: readonly DailyUsage[];
}

/** Returns the budgets of who pays, and the sums of the lines that the filter lets through. */
export async function spendingOf(
  store: Store,
  payer: BilledOwner,
  filter: UsageFilter,
): Promise<SpendingReport> {
  const [budgets, totals, days] = await Promise.all([
    store.budgets.listOf(payer, new Date()),
    store.usageLedger.totals(filter),
    store.usageLedger.rollUp(filter),
  ]);
  return { budgets, totals, days };
}
