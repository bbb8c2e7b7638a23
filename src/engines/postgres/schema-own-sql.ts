/**
 * True for a row of a catalog that no extension owns; `member` lists what they own. Here and wherever else the query asks
 * what is not in a list, it says NOT IN, which the server hashes: to it a new schema without statistics looks so small that
 * it would go through all pairs of an anti join, and take seconds over a thousand tables.
 */
export function isOwn(catalog: string, alias: string): string {
  return `${alias}.oid NOT IN (SELECT objid FROM member WHERE classid = 'pg_catalog.${catalog}'::pg_catalog.regclass)`;
}
