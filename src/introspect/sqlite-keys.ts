import type { Column, Index, IndexKey, Key } from '../core/schema.ts';
import { lowerAscii } from '../sql/names.ts';
import { type IndexText, readCreateIndex } from '../sql/sqlite-ddl/read-create-index.ts';
import type { KeyText, TableText } from '../sql/sqlite-ddl/table-text.ts';
import { once } from './once.ts';
import { collationName } from './sqlite-column.ts';
import type { CatalogIndex, CatalogTable } from './sqlite-rows.ts';

/** What keys and indexes are read from. */
export interface KeySource {
  readonly table: CatalogTable;
  readonly columns: readonly Column[];
  readonly text: () => TableText;
  readonly indexTexts: ReadonlyMap<string, string>;
}

/** Returns the primary key, or null where the table has none. */
export function sqlitePrimaryKey(source: KeySource): Key | null {
  const columns = source.table.columns
    .filter(({ keyPlace }) => keyPlace > 0)
    .toSorted((left, right) => left.keyPlace - right.keyPlace)
    .map(({ name }) => name);
  if (columns.length === 0) return null;
  const index = source.table.indexes.find(({ origin }) => origin === 'pk') ?? null;
  return key(source, 'primary key', columns, index);
}

/** Returns the UNIQUE constraints as they follow each other. One that repeats a key or another one is none to SQLite. */
export function sqliteUniques(source: KeySource): readonly Key[] {
  return source.table.indexes
    .filter(({ origin }) => origin === 'u')
    .toSorted((left, right) => numberOf(left) - numberOf(right))
    .map((index) =>
      key(
        source,
        'unique',
        index.parts.map(({ column }) => column ?? ''),
        index,
      ),
    );
}

/** `sqlite_autoindex_<table>_<number>`. */
function numberOf({ name }: CatalogIndex): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 0);
}

function key(
  source: KeySource,
  kind: KeyText['kind'],
  columns: readonly string[],
  index: CatalogIndex | null,
): Key {
  return {
    name: /constraint/i.test(source.table.sql) ? nameOfKey(source, kind, columns, index) : null,
    columns,
    collations: columns.map((column, place) =>
      collationBeside(source, column, index?.parts[place]?.collation),
    ),
    nullsDistinct: true,
    deferrable: 'no',
  };
}

/** Of two keys over the same columns the collations tell which is which. */
function nameOfKey(
  source: KeySource,
  kind: KeyText['kind'],
  columns: readonly string[],
  index: CatalogIndex | null,
): string | null {
  const wanted = columns.map(lowerAscii).join('\0');
  const found = source
    .text()
    .keys.filter((text) => text.kind === kind && text.columns.map(lowerAscii).join('\0') === wanted);
  const isThis = ({ collations }: KeyText): boolean =>
    index === null ||
    collations.every((collation, place) => {
      const own = collation ?? columnOf(source, columns[place]!)?.collation ?? null;
      return collationName(own) === collationName(index.parts[place]?.collation ?? null);
    });
  return (found.find(isThis) ?? found[0])?.name ?? null;
}

/** Returns the indexes that somebody made, by name. */
export function sqliteIndexes(source: KeySource): readonly Index[] {
  return source.table.indexes
    .filter(({ origin }) => origin === 'c')
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .map((index): Index => {
      const text = once(() => readCreateIndex(source.indexTexts.get(index.name) ?? ''));
      return {
        name: index.name,
        isUnique: index.isUnique,
        keys: indexKeys(source, index, text),
        included: [],
        predicate: index.isPartial ? text().predicate : null,
        method: 'btree',
        nullsDistinct: true,
        isValid: true,
      };
    });
}

function indexKeys(source: KeySource, index: CatalogIndex, text: () => IndexText): readonly IndexKey[] {
  return index.parts.map(({ column, isDescending, collation }, place): IndexKey => {
    // A NULL is smaller than everything in SQLite.
    const order = { isDescending, nullsFirst: !isDescending, operatorClass: null };
    if (column !== null) return { column, ...order, collation: collationBeside(source, column, collation) };
    const said = text().keys[place];
    const own = collationName(collation);
    const isWhole = own === collationName(said?.collation ?? null);
    return { expression: (isWhole ? said?.operand : said?.expression) ?? '', ...order, collation: own };
  });
}

/** Null where it is the column's own. */
function collationBeside(source: KeySource, column: string, collation: string | undefined): string | null {
  // Where nothing says COLLATE in the table or the key, there is nothing to look up.
  const own = columnOf(source, column)?.collation ?? null;
  const here = collationName(collation ?? own);
  if (here === own) return null;
  return here ?? 'BINARY';
}

function columnOf({ columns }: KeySource, name: string): Column | undefined {
  const wanted = lowerAscii(name);
  return columns.find((column) => column.name === name || lowerAscii(column.name) === wanted);
}
