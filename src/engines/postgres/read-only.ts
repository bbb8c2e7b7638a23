import { quoteIdentifier, quoteLiteral } from './quote.ts';

/**
 * Returns one message that reads in a transaction of its own: nothing in it can write, every statement sees one state, and
 * names are printed alike whatever the role's settings. Queries of the catalog are read through once: the server must not
 * compile them first, which it would by what it believes they cost.
 */
export function readOnly(sql: string, schema: string | null): string {
  const path = schema === null ? '' : `SET LOCAL search_path = ${quoteIdentifier(schema)}; `;
  return `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL quote_all_identifiers = off; SET LOCAL TimeZone = ${quoteLiteral('UTC')}; SET LOCAL DateStyle = ${quoteLiteral('ISO')}; SET LOCAL IntervalStyle = ${quoteLiteral('postgres')}; SET LOCAL extra_float_digits = 1; SET LOCAL jit = off; ${path}${sql}; COMMIT`;
}
