import { quoteIdentifier, quoteLiteral } from './quote.ts';

/**
 * What a role, a database or a server may have set otherwise, and what constants, names and limits would follow. Queries of
 * the catalog are read through once: the server must not compile them first, which it would by what it believes they cost.
 */
const settings: Readonly<Record<string, string>> = {
  quote_all_identifiers: 'off',
  standard_conforming_strings: 'on',
  bytea_output: 'hex',
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  lc_monetary: 'C',
  extra_float_digits: '1',
  jit: 'off',
  statement_timeout: '0',
  // Whoever prints a view waits for whoever changes its tables.
  lock_timeout: '10s',
};

const begin = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ${setLocal(settings)}`;

/**
 * Returns one message that reads in a transaction of its own: nothing in it can write, every statement sees one state, and
 * what the catalog holds is printed alike whatever the role's settings.
 */
export function readOnly(sql: string, schema: string | null): string {
  return `${begin}${pathOf(schema)}${sql}; COMMIT`;
}

/** Returns what reads alike inside a transaction that is open. */
export function readWithin(sql: string, schema: string | null): string {
  return `${setLocal(settings)}${pathOf(schema)}${sql}`;
}

function setLocal(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `SET LOCAL ${name} = ${quoteLiteral(value)}; `)
    .join('');
}

function pathOf(schema: string | null): string {
  return schema === null ? '' : `SET LOCAL search_path = ${quoteIdentifier(schema)}; `;
}
