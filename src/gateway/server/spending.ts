import { z } from 'zod';
import type { Budget } from '../domain/budgets.ts';
import type { BilledOwner } from '../domain/owner.ts';
import type { Store } from '../domain/store.ts';

/** A moment in a request: RFC 3339 with its offset. */
export const moment: z.ZodType<Date> = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text)) as unknown as z.ZodType<Date>;

/** What an owner may spend and has spent. */
export interface SpendingReport {
  /** As they stand now, the shortest period first. */
  readonly budgets: readonly Budget[];
}

/** Returns what an owner may spend and has spent. */
export async function spendingOf(store: Store, owner: BilledOwner): Promise<SpendingReport> {
  return { budgets: await store.budgets.listOf(owner, new Date()) };
}
