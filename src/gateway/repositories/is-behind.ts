import { type Column, type SQL, sql } from 'drizzle-orm';
import { parseCursor } from '../domain/page.ts';

/** Returns the condition that a row comes after a cursor's in a list by time and id, newest first. Throws InvalidValue for no cursor. */
export function isBehind(moment: Column, id: Column, cursor: string): SQL {
  const place = parseCursor(cursor);
  return sql`(${moment}, ${id}) < (${sql.param(place.at, moment)}, ${sql.param(place.id, id)})`;
}
