import { type Column, type SQL, sql } from 'drizzle-orm';
import { formatDay } from '../../domain/utc-day.ts';

/** The day of a moment in UTC, whatever the time zone of the session. */
export function utcDay(moment: Column): SQL<string> {
  return sql<string>`((${moment} AT TIME ZONE 'UTC')::date - DATE '1970-01-01')`.mapWith(formatDay);
}
