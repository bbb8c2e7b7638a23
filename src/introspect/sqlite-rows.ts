import type { Row } from '../drivers/port.ts';
import { lowerAscii } from '../sql/names.ts';

// The rows of the catalog query, each as its SQL (engines/sqlite/schema-sql.ts) puts it into an array.

type ObjectRow = readonly [
  rowid: number,
  type: 'table' | 'index' | 'view' | 'trigger',
  name: string,
  table: string,
  sql: string | null,
];
type TableRow = readonly [name: string, type: string, withoutRowid: number, strict: number];
type ColumnRow = readonly [
  table: number,
  name: string,
  type: string,
  notNull: number,
  fallback: string | null,
  keyPlace: number,
  hidden: number,
];
type ViewColumnRow = readonly [view: number, name: string];
type IndexPartRow = readonly [
  table: number,
  index: string,
  unique: number,
  origin: 'c' | 'u' | 'pk',
  partial: number,
  columnId: number,
  column: string | null,
  descending: number,
  collation: string | null,
];
type KeyRow = readonly [
  table: number,
  id: number,
  target: string,
  from: string,
  to: string | null,
  onUpdate: string,
  onDelete: string,
];

export interface CatalogColumn {
  readonly name: string;
  readonly declared: string;
  readonly isNotNull: boolean;
  readonly default: string | null;
  /** Its place in the primary key from 1 on, 0 outside of it. */
  readonly keyPlace: number;
  readonly generated: 'virtual' | 'stored' | null;
}

export interface CatalogIndex {
  readonly name: string;
  readonly isUnique: boolean;
  readonly origin: 'c' | 'u' | 'pk';
  readonly isPartial: boolean;
  readonly parts: readonly CatalogIndexPart[];
}

export interface CatalogIndexPart {
  /** Null for an expression. */
  readonly column: string | null;
  readonly isDescending: boolean;
  readonly collation: string;
}

export interface CatalogForeignKey {
  readonly target: string;
  readonly columns: readonly string[];
  /** Null where the key names none. */
  readonly targetColumns: readonly string[] | null;
  readonly onUpdate: string;
  readonly onDelete: string;
}

export interface CatalogObject {
  readonly name: string;
  readonly sql: string;
}

/** A table or a view, with everything that hangs on it. */
export interface CatalogTable {
  readonly name: string;
  /** `table`, `view`, `virtual`, `shadow`. */
  readonly type: string;
  readonly sql: string;
  readonly withoutRowid: boolean;
  readonly strict: boolean;
  /** Empty for a view. */
  readonly columns: readonly CatalogColumn[];
  /** Empty for a table, and for a view that may not compile any more. */
  readonly viewColumns: readonly string[];
  readonly indexes: readonly CatalogIndex[];
  /** In the order in which they are written. */
  readonly foreignKeys: readonly CatalogForeignKey[];
  readonly triggers: readonly CatalogObject[];
}

export interface Catalog {
  readonly version: string;
  /** In the catalog's order. */
  readonly tables: readonly CatalogTable[];
  /** The text of every index that somebody made, by its name. */
  readonly indexTexts: ReadonlyMap<string, string>;
}

/** Returns the catalog that the query's one row holds, every part with its table. */
export function readCatalogRow(row: Row): Catalog {
  const objects = parse<ObjectRow>(row['objects']);
  const kinds = new Map(parse<TableRow>(row['tables']).map((kind) => [kind[0], kind]));
  const columns = groupByTable(parse<ColumnRow>(row['columns']));
  const viewColumns = groupByTable(parse<ViewColumnRow>(row['viewColumns']));
  const indexes = groupByTable(parse<IndexPartRow>(row['indexes']));
  const keys = groupByTable(parse<KeyRow>(row['keys']));
  const triggers = Map.groupBy(
    objects.filter(([, type]) => type === 'trigger'),
    ([, , , table]) => lowerAscii(table),
  );
  const tables: CatalogTable[] = [];
  const indexTexts = new Map<string, string>();
  for (const [rowid, type, name, , sql] of objects) {
    if (type === 'index' && sql !== null) indexTexts.set(name, sql);
    if (type !== 'table' && type !== 'view') continue;
    const kind = kinds.get(name);
    tables.push({
      name,
      type: kind?.[1] ?? type,
      sql: sql ?? '',
      withoutRowid: kind?.[2] === 1,
      strict: kind?.[3] === 1,
      columns: (columns.get(rowid) ?? []).map(readColumn),
      viewColumns: (viewColumns.get(rowid) ?? []).map(([, column]) => column),
      indexes: readIndexes(indexes.get(rowid) ?? []),
      foreignKeys: readForeignKeys(keys.get(rowid) ?? []),
      triggers: (triggers.size === 0 ? [] : (triggers.get(lowerAscii(name)) ?? [])).map((trigger) => ({
        name: trigger[2],
        sql: trigger[4] ?? '',
      })),
    });
  }
  return { version: String(row['version']), tables, indexTexts };
}

function parse<T>(value: unknown): readonly T[] {
  return JSON.parse(String(value)) as readonly T[];
}

/** Every row begins with its table; they come table by table. */
function groupByTable<T extends readonly [number, ...unknown[]]>(
  rows: readonly T[],
): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  let last: number | null = null;
  let group: T[] = [];
  for (const row of rows) {
    if (row[0] !== last) {
      last = row[0];
      group = [];
      groups.set(last, group);
    }
    group.push(row);
  }
  return groups;
}

function readColumn([, name, declared, notNull, fallback, keyPlace, hidden]: ColumnRow): CatalogColumn {
  const generated = hidden === 2 ? 'virtual' : hidden === 3 ? 'stored' : null;
  return { name, declared, isNotNull: notNull === 1, default: fallback, keyPlace, generated };
}

function readIndexes(rows: readonly IndexPartRow[]): readonly CatalogIndex[] {
  return cutWhere(rows, (row) => row[1]).map((parts): CatalogIndex => {
    const [, name, unique, origin, partial] = parts[0]!;
    return {
      name,
      isUnique: unique === 1,
      origin,
      isPartial: partial === 1,
      parts: parts.map(([, , , , , columnId, column, descending, collation]) => ({
        // -1 is the rowid, which has a name only where a column is it.
        column: columnId === -2 ? null : (column ?? 'rowid'),
        isDescending: descending === 1,
        collation: collation ?? 'BINARY',
      })),
    };
  });
}

/** SQLite counts them from the last one on. */
function readForeignKeys(rows: readonly KeyRow[]): readonly CatalogForeignKey[] {
  return cutWhere(rows, (row) => row[1])
    .map((parts): CatalogForeignKey => {
      const [, , target, , , onUpdate, onDelete] = parts[0]!;
      const targetColumns = parts.map((part) => part[4]).filter((to) => to !== null);
      return {
        target,
        columns: parts.map((part) => part[3]),
        targetColumns: targetColumns.length === parts.length ? targetColumns : null,
        onUpdate,
        onDelete,
      };
    })
    .toReversed();
}

/** Returns the runs of rows with one value. */
function cutWhere<T>(rows: readonly T[], valueOf: (row: T) => unknown): readonly (readonly T[])[] {
  const runs: T[][] = [];
  let last: unknown;
  for (const row of rows) {
    const value = valueOf(row);
    if (runs.length === 0 || value !== last) runs.push([]);
    last = value;
    runs.at(-1)!.push(row);
  }
  return runs;
}
