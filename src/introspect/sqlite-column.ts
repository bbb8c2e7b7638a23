import type { Column, Counter } from '../core/schema.ts';
import { quoteText } from '../engines/sqlite/quote.ts';
import { lowerAscii, unquote } from '../sql/names.ts';
import type { TableText } from '../sql/sqlite-ddl/table-text.ts';
import { once } from './once.ts';
import type { CatalogColumn, CatalogTable } from './sqlite-rows.ts';
import { sqliteType } from './sqlite-type.ts';

/** Returns the columns of a table in its order. The table's text is read only where a column may say something there. */
export function sqliteColumns(table: CatalogTable, text: () => TableText): readonly Column[] {
  const texts = once(() => new Map(text().columns.map((column) => [lowerAscii(column.name), column])));
  const mayCollate = /collate/i.test(table.sql);
  const counter = counterOf(table, text);
  return table.columns.map((column): Column => {
    const own = counter !== null && column.keyPlace === 1 ? counter : null;
    const isPlain = !mayCollate && column.generated === null;
    const said = isPlain ? undefined : texts().get(lowerAscii(column.name));
    return {
      name: column.name,
      type: sqliteType(column.declared),
      // SQLite takes NULL for a rowid as "the next one", and stores none.
      nullable: !column.isNotNull && own === null,
      default: defaultOf(column),
      generated:
        column.generated === null
          ? null
          : { expression: said?.generated?.expression ?? '', stored: column.generated === 'stored' },
      counter: own,
      collation: collationName(said?.collation ?? null),
    };
  });
}

/** Names of collations are told apart without case. */
export function collationName(name: string | null): string | null {
  const upper = name?.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  return upper === undefined || upper === 'BINARY' ? null : upper;
}

/**
 * A key of one column that needs no index is the rowid: SQLite decides so by rules with exceptions (INTEGER PRIMARY KEY DESC
 * is an ordinary column).
 */
function counterOf(table: CatalogTable, text: () => TableText): Counter | null {
  if (table.withoutRowid || table.indexes.some(({ origin }) => origin === 'pk')) return null;
  if (table.columns.filter(({ keyPlace }) => keyPlace > 0).length !== 1) return null;
  const isAutoincrement = /autoincrement/i.test(table.sql) && text().keys.some((key) => key.isAutoincrement);
  return isAutoincrement ? 'autoincrement' : 'rowid';
}

const values = new Set(['null', 'true', 'false', 'current_date', 'current_time', 'current_timestamp']);

/** A word or a name in double quotes is a string behind DEFAULT, because no column can be meant: written as one. */
function defaultOf({ default: text }: CatalogColumn): string | null {
  if (text === null) return null;
  if (/^(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\])$/.test(text)) return quoteText(unquote(text));
  const isWord = /^[a-z_\u0080-\uffff][\w$\u0080-\uffff]*$/i.test(text);
  return isWord && !values.has(lowerAscii(text)) ? quoteText(text) : text;
}
