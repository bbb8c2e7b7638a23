import type { ForeignKey, ForeignKeyAction } from '../core/schema.ts';
import { lowerAscii } from '../sql/names.ts';
import type { ForeignKeyText, TableText } from '../sql/sqlite-ddl/table-text.ts';
import type { CatalogForeignKey, CatalogTable } from './sqlite-rows.ts';

/** Returns the foreign keys of a table in the order in which they are written. `tables` are all, by lower-case name. */
export function sqliteForeignKeys(
  table: CatalogTable,
  tables: ReadonlyMap<string, CatalogTable>,
  text: () => TableText,
): readonly ForeignKey[] {
  const hasDetails = /constraint|deferrable/i.test(table.sql);
  return table.foreignKeys.map((key, place): ForeignKey => {
    const parent = tables.get(lowerAscii(key.target));
    const said = hasDetails ? findText(key, place, table, text()) : undefined;
    return {
      name: said?.name ?? null,
      columns: key.columns,
      targetSchema: null,
      target: parent?.name ?? key.target,
      targetColumns: parent === undefined ? [] : targetColumnsOf(key, parent),
      onDelete: lowerAscii(key.onDelete) as ForeignKeyAction,
      onUpdate: lowerAscii(key.onUpdate) as ForeignKeyAction,
      deferrable: said?.deferrable ?? 'no',
      // SQLite reads MATCH and does nothing with it: https://sqlite.org/foreignkeys.html#fk_unsupported
      matchFull: false,
      isValidated: true,
    };
  });
}

/** Both are in the same order; the columns say whether that holds. */
function findText(
  key: CatalogForeignKey,
  place: number,
  table: CatalogTable,
  { foreignKeys }: TableText,
): ForeignKeyText | undefined {
  const isThis = (text: ForeignKeyText | undefined): text is ForeignKeyText =>
    text !== undefined &&
    lowerAscii(text.target) === lowerAscii(key.target) &&
    text.columns.map(lowerAscii).join('\0') === key.columns.map(lowerAscii).join('\0');
  const beside = foreignKeys[place];
  if (foreignKeys.length === table.foreignKeys.length && isThis(beside)) return beside;
  return foreignKeys.find(isThis);
}

/** In the parent's own spelling; empty where the key names none and the parent has no primary key. */
function targetColumnsOf({ targetColumns }: CatalogForeignKey, parent: CatalogTable): readonly string[] {
  if (targetColumns === null) {
    return parent.columns
      .filter(({ keyPlace }) => keyPlace > 0)
      .toSorted((left, right) => left.keyPlace - right.keyPlace)
      .map(({ name }) => name);
  }
  return targetColumns.map((wanted) => {
    const found = parent.columns.find(({ name }) => lowerAscii(name) === lowerAscii(wanted));
    return found?.name ?? wanted;
  });
}
