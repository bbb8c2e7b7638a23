import { quoteText } from './quote.ts';

// CROSS JOIN keeps SQLite from asking a pragma about a table before the outer rows are filtered: a pragma fails, and the
// query with it, for a view that no longer compiles and for a virtual table whose module is not there. `ncol` is above
// zero where pragma_table_list could compile the view; zero says nothing, because it stops at the first that it cannot.

/**
 * One row with the whole catalog of `main`: `version`, and in JSON `objects`, `tables`, `columns`, `viewColumns`, `indexes`
 * and `keys`, whose rows are arrays in the order of the types in introspect/sqlite-rows.ts. All but `tables` begin with
 * the rowid of the object in sqlite_schema.
 */
export const readCatalog: string = `SELECT sqlite_version() AS version,
(SELECT json_group_array(json_array(o.rowid, o.type, o.name, o.tbl_name, o.sql)) FROM main.sqlite_schema o) AS objects,
(SELECT json_group_array(json_array(t.name, t.type, t.wr, t.strict))
  FROM pragma_table_list t WHERE t.schema = 'main') AS tables,
(SELECT json_group_array(json_array(o.rowid, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden))
  FROM main.sqlite_schema o CROSS JOIN pragma_table_xinfo(o.name, 'main') c
  WHERE o.type = 'table' AND o.sql NOT LIKE 'CREATE VIRTUAL TABLE %') AS columns,
(SELECT json_group_array(json_array(o.rowid, c.name)) FROM pragma_table_list t
  CROSS JOIN main.sqlite_schema o ON o.type = 'view' AND o.name = t.name
  CROSS JOIN pragma_table_xinfo(o.name, 'main') c
  WHERE t.schema = 'main' AND t.type = 'view' AND t.ncol > 0) AS viewColumns,
(SELECT json_group_array(json_array(o.rowid, i.name, i."unique", i.origin, i.partial, c.cid, c.name, c."desc", c.coll))
  FROM main.sqlite_schema o CROSS JOIN pragma_index_list(o.name, 'main') i
  CROSS JOIN pragma_index_xinfo(i.name, 'main') c WHERE o.type = 'table' AND c.key = 1) AS indexes,
(SELECT json_group_array(json_array(o.rowid, k.id, k."table", k."from", k."to", k.on_update, k.on_delete))
  FROM main.sqlite_schema o CROSS JOIN pragma_foreign_key_list(o.name, 'main') k WHERE o.type = 'table') AS keys`;

/** `name` of the view's columns, in order. Fails with the reason where the view does not compile. */
export function readViewColumns(view: string): string {
  return `SELECT c.name FROM pragma_table_xinfo(${quoteText(view)}, 'main') c ORDER BY c.cid`;
}
