import type { budgetPeriods } from './enums.ts';

export type BudgetPeriod = (typeof budgetPeriods)[number];

const dayMs = 86_400_000;

/** The days since 1970 of a moment in UTC; negative before. */
function dayOf(at: Date): number {
  return Math.floor(at.getTime() / dayMs);
}

/** Date.UTC() would read the years 0 to 99 as of the 20th century. */
function firstOfMonth(year: number, month: number): Date {
  const first = new Date(0);
  first.setUTCFullYear(year, month, 1);
  return first;
}

const starts: Readonly<Record<BudgetPeriod, (at: Date) => Date | null>> = {
  day: (at) => new Date(dayOf(at) * dayMs),
  week(at) {
    // The day 0 was a Thursday.
    const day = dayOf(at);
    const sinceMonday = (((day + 3) % 7) + 7) % 7;
    return new Date((day - sinceMonday) * dayMs);
  },
  month: (at) => firstOfMonth(at.getUTCFullYear(), at.getUTCMonth()),
  total: () => null,
};

const ends: Readonly<Record<BudgetPeriod, (start: Date) => Date | null>> = {
  day: (start) => new Date(start.getTime() + dayMs),
  week: (start) => new Date(start.getTime() + 7 * dayMs),
  month: (start) => firstOfMonth(start.getUTCFullYear(), start.getUTCMonth() + 1),
  total: () => null,
};

/** Returns when the period that holds the moment began: midnight, Monday or the first of the month in UTC; null for `total`. */
export function startOfPeriod(period: BudgetPeriod, at: Date): Date | null {
  return starts[period](at);
}

/** Returns when the period that holds the moment ends and the next one begins; null for `total`, which never ends. */
export function endOfPeriod(period: BudgetPeriod, at: Date): Date | null {
  const start = starts[period](at);
  return start === null ? null : ends[period](start);
}
