import { InvalidValue } from './store-error.ts';

/** How far the clock of whoever posts usage may be ahead of the store's: five minutes. */
export const mostAheadMs = 300_000;

/** Throws InvalidValue for usage that has not happened yet by the store's clock. However long ago it was, it is taken. */
export function requireHappened(occurredAt: Date, now: Date): void {
  if (occurredAt.getTime() - now.getTime() <= mostAheadMs) return;
  throw new InvalidValue(
    `Usage of ${occurredAt.toISOString()} has not happened yet: it is ${now.toISOString()}`,
  );
}
