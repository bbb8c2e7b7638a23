import { z } from 'zod';
import type { Budget } from '../domain/budget.ts';
import type { BilledOwner } from '../domain/owner.ts';
import type { Store } from '../domain/store.ts';
import type { DailyUsage, UsageFilter, UsageTotals } from '../domain/usage-ledger.ts';
import { mostAheadMs } from '../domain/usage-moment.ts';
import { Refusal } from './error-answers.ts';

/** A moment in a request: RFC 3339 with its offset. */
export const moment: z.ZodType<Date> = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text)) as unknown as z.ZodType<Date>;

/** From when on and until when; both may be left out: `spendingOf` says what then holds. */
export const span = { from: moment.optional(), until: moment.optional() } as const;

/** A leap year: an answer has an end, and a year is asked for in one piece. */
const mostDays = 366;
const dayMs = 86_400_000;
const yearOne = -62_135_596_800_000;

/** What may be spent and has been spent. */
export interface SpendingReport {
  /** Of who pays, as they stand now, the shortest period first. */
  readonly budgets: readonly Budget[];
  /** Of the lines from this moment on, */
  readonly from: Date;
  /** until before this one: */
  readonly until: Date;
  /** of all that were asked for. */
  readonly totals: UsageTotals;
  /** The same per day, owner and model. */
  readonly days: readonly DailyUsage[];
}

/**
 * Returns the budgets of who pays, and the sums of the lines that the filter lets through: without an end until now, without a
 * beginning the last year of it. Throws a refusal (422) for more than 366 days.
 */
export async function spendingOf(
  store: Store,
  payer: BilledOwner,
  asked: UsageFilter,
): Promise<SpendingReport> {
  const { from, until } = limitSpan(asked);
  const filter = { ...asked, from, until };
  const [budgets, totals, days] = await Promise.all([
    store.budgets.listOf(payer, new Date()),
    store.usageLedger.totals(filter),
    store.usageLedger.rollUp(filter),
  ]);
  return { budgets, from, until, totals, days };
}

function limitSpan({ from, until }: UsageFilter): Pick<SpendingReport, 'from' | 'until'> {
  // Who posts may be a little ahead.
  const end = until ?? new Date(Date.now() + mostAheadMs);
  const begin = from ?? new Date(Math.max(end.getTime() - mostDays * dayMs, yearOne));
  if (end.getTime() - begin.getTime() <= mostDays * dayMs) return { from: begin, until: end };
  throw new Refusal(
    422,
    'INVALID_VALUE',
    `from and until may be ${mostDays} days apart: ask for one year after the other`,
  );
}
