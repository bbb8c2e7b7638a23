import { type Column, type SQL, sql } from 'drizzle-orm';

/** The sum of whole numbers, exact however large; 0 of none. sum() is numeric: its text goes into a bigint. */
export function exactSum(column: Column): SQL<bigint> {
  return sql<bigint>`COALESCE(sum(${column}), 0)::text`.mapWith(BigInt);
}
