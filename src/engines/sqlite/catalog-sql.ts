import { quoteName } from './quote.ts';

/** `version`, e.g. 3.45.1. */
export const sqliteVersion: string = 'SELECT sqlite_version() AS version';

/** `name`, `type`, `wr` and `columns` (JSON) of the two tables bound. No row for one that is absent. */
export const findTables: string = `SELECT lower(t.name) AS name, t.type, t.wr,
  (SELECT json_group_array(lower(c.name)) FROM pragma_table_info(t.name, 'main') c) AS columns
FROM pragma_table_list t WHERE t.schema = 'main' AND lower(t.name) IN (lower(?), lower(?))`;

/** One row where a table, view or index of the bound name is there. */
export const findObject: string = 'SELECT 1 AS found FROM main.sqlite_schema WHERE lower(name) = lower(?)';

/**
 * `name` of every table that a user made, lower case. Left out: SQLite's and libsql's own, what full-text and vector
 * indexes keep behind them, and the two tables bound.
 */
export const userTables: string = `SELECT lower(t.name) AS name FROM pragma_table_list t
WHERE t.schema = 'main' AND t.type IN ('table', 'virtual')
  AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND t.name NOT LIKE 'libsql\\_%' ESCAPE '\\'
  AND NOT EXISTS (SELECT 1 FROM main.sqlite_schema i WHERE i.type = 'index' AND i.name || '_shadow' = t.name)
  AND lower(t.name) NOT IN (lower(?), lower(?))
ORDER BY 1`;

/** `parent` and `child` of every foreign key, lower case. */
export const keyPairs: string = `SELECT lower(k."table") AS parent, lower(t.name) AS child
FROM main.sqlite_schema t JOIN pragma_foreign_key_list(t.name, 'main') k
WHERE t.type = 'table' AND t.sql LIKE '%REFERENCES%'`;

/** One row where a key may be deferred. The catalog does not say it, so the text of the tables is asked. */
export const findDeferredKey: string = `SELECT 1 AS found FROM main.sqlite_schema
WHERE type = 'table' AND sql LIKE '%INITIALLY%DEFERRED%' LIMIT 1`;

/** `table`, `rowid`, `parent` and `fkid` of every row whose key points nowhere. */
export const checkForeignKeys: string = 'PRAGMA main.foreign_key_check';

/** `drop` of every temporary view, trigger and table, in an order in which it works. */
export const temporaryObjects: string = `SELECT 'DROP ' || type || ' IF EXISTS temp."' || replace(name, '"', '""') || '"' AS "drop"
FROM temp.sqlite_schema WHERE type IN ('view', 'trigger', 'table') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY type DESC, rootpage`;

/** Bound: table, `fkid`. `name` of the key's columns, in order. */
export const keyColumns: string = `SELECT k."from" AS name
FROM pragma_foreign_key_list(?, 'main') k WHERE k.id = ? ORDER BY k.seq`;

/** Bound: rowids as a JSON array. `id` and `key` of those rows of the table: what its columns hold, as a JSON array. */
export function keyValues(table: string, columns: readonly string[]): string {
  const values = columns.map((column) => `CAST(t.${quoteName(column)} AS TEXT)`).join(', ');
  return `SELECT t._rowid_ AS id, json_array(${values}) AS "key"
FROM main.${quoteName(table)} t WHERE t._rowid_ IN (SELECT value FROM json_each(?))`;
}

/**
 * `parent`, `child`, `column` (the parent's, lower case; null where the key means the primary key), `on_delete` and
 * `on_update` of every foreign key.
 */
export const foreignKeyActions: string = `SELECT lower(k."table") AS parent, t.name AS child,
  lower(k."to") AS "column", k.on_delete, k.on_update
FROM main.sqlite_schema t JOIN pragma_foreign_key_list(t.name, 'main') k WHERE t.type = 'table'`;

/** `child` and `parent` (lower case) of every foreign key whose parent table is not there. */
export const keysWithoutParent: string = `SELECT t.name AS child, lower(k."table") AS parent
FROM main.sqlite_schema t JOIN pragma_foreign_key_list(t.name, 'main') k
WHERE t.type = 'table' AND NOT EXISTS (
  SELECT 1 FROM main.sqlite_schema p WHERE p.type = 'table' AND lower(p.name) = lower(k."table"))`;
