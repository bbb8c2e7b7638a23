import { type Column, type SQL, sql } from 'drizzle-orm';
import { formatDay } from '../../domain/utc-day.ts';

/** The day of a moment in UTC. `/` and `%` round towards 1970: before it, the rest is negative and is brought above 0 first. */
export function utcDay(moment: Column): SQL<string> {
  const sinceMidnight = sql`(${moment} % 86400000 + 86400000) % 86400000`;
  return sql<string>`((${moment} - (${sinceMidnight})) / 86400000)`.mapWith(formatDay);
}
