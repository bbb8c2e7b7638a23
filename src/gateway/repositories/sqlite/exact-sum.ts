import { type Column, type SQL, sql } from 'drizzle-orm';

/**
 * The sum of whole numbers, exact however large; 0 of none. sum() fails beyond 2^63, so the upper and the lower 32 bits are summed
 * apart; the shift keeps the sign. They come as text: as JavaScript numbers they would be rounded.
 */
export function exactSum(column: Column): SQL<bigint> {
  const upper = sql`COALESCE(sum(${column} >> 32), 0)`;
  const lower = sql`COALESCE(sum(${column} & 4294967295), 0)`;
  return sql<bigint>`${upper} || ' ' || ${lower}`.mapWith(join);
}

function join(text: string): bigint {
  const [upper = '', lower = ''] = text.split(' ');
  return (BigInt(upper) << 32n) + BigInt(lower);
}
