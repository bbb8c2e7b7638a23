import type { SchemaName } from '../core/schema.ts';
import type {
  CatalogRow,
  CheckRow,
  ColumnLists,
  ColumnRow,
  ForeignKeyRow,
  FunctionRow,
  IndexRow,
  KeyRow,
  Oid,
  SequenceRow,
  TriggerRow,
  TypeKey,
} from './postgres-rows.ts';
import { type PostgresType, readTypes } from './postgres-types.ts';

/** A table or view that something leads to. */
export interface RelationName {
  readonly schema: SchemaName;
  readonly name: string;
}

/** The rows of the catalog query by what they belong to. */
export interface PostgresCatalog {
  readonly types: ReadonlyMap<TypeKey, PostgresType>;
  readonly collations: ReadonlyMap<Oid, string>;
  /** Operator classes that are not their type's own. */
  readonly classes: ReadonlyMap<Oid, string>;
  readonly functions: ReadonlyMap<Oid, FunctionRow>;
  /** With those that foreign keys lead to. */
  readonly relations: ReadonlyMap<Oid, RelationName>;
  readonly columns: ReadonlyMap<Oid, readonly ColumnRow[]>;
  /** By number. */
  readonly columnNames: ReadonlyMap<Oid, readonly string[]>;
  readonly keys: ReadonlyMap<Oid, readonly KeyRow[]>;
  readonly foreignKeys: ReadonlyMap<Oid, readonly ForeignKeyRow[]>;
  readonly checks: ReadonlyMap<Oid, readonly CheckRow[]>;
  readonly indexes: ReadonlyMap<Oid, readonly IndexRow[]>;
  readonly triggers: ReadonlyMap<Oid, readonly TriggerRow[]>;
  /** Those that a column owns, by the column's table. */
  readonly sequences: ReadonlyMap<Oid, readonly SequenceRow[]>;
}

/** Returns the rows by what they belong to; `main` is the schema whose names are written without it. */
export function indexCatalog(row: CatalogRow, main: string): PostgresCatalog {
  const columns = groupBy(columnRows(row.columns), ({ table }) => table);
  for (const rows of columns.values()) rows.sort((a, b) => a.number - b.number);
  return {
    types: readTypes(row.types, row.enums),
    collations: new Map(row.collations),
    classes: new Map(row.classes),
    functions: new Map(row.functions.map((each) => [each[0], each])),
    relations: new Map(
      [...row.relations, ...row.targets].map(([oid, schema, name]) => [
        oid,
        { schema: schemaName(schema, main), name },
      ]),
    ),
    columns,
    columnNames: new Map([...columns].map(([table, rows]) => [table, namesByNumber(rows)])),
    keys: groupBy(row.keys, ([table]) => table),
    foreignKeys: groupBy(row.foreign_keys, ([table]) => table),
    checks: groupBy(row.checks, ([table]) => table),
    indexes: groupBy(row.indexes, ([table]) => table),
    triggers: groupBy(row.triggers, ([relation]) => relation),
    sequences: groupBy(row.sequences, ([, , table]) => table),
  };
}

/** Returns null for the schema that was asked for first. */
export function schemaName(schema: string, main: string): SchemaName {
  return schema === main ? null : schema;
}

/** Returns the order of names: by character code, so that it is the same on every machine. */
export function byName(a: { readonly name: string | null }, b: { readonly name: string | null }): number {
  return compareText(a.name ?? '', b.name ?? '');
}

/** Returns the order of names, and of one name's schemas; the first schema's comes first. */
export function byNameAndSchema(a: RelationName, b: RelationName): number {
  return compareText(a.name, b.name) || compareText(a.schema ?? '', b.schema ?? '');
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Returns the names of a vector of column numbers (`1 3`). */
export function namesOf(names: readonly string[], numbers: readonly number[]): readonly string[] {
  return numbers.map((number) => names[number]!);
}

/** Returns the numbers of a vector as the server writes it, none for an empty one. */
export function vectorOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(' ').map(Number);
}

function columnRows(lists: ColumnLists): readonly ColumnRow[] {
  const [tables, numbers, names, types, notNulls, expressions, generated, identities, collations] = lists;
  return (tables ?? []).map(
    (table, at) =>
      ({
        table,
        number: numbers![at],
        name: names![at],
        type: types![at],
        notNull: notNulls![at],
        expression: expressions![at],
        generated: generated![at],
        identity: identities![at],
        collation: collations![at],
      }) as ColumnRow,
  );
}

function namesByNumber(rows: readonly ColumnRow[]): readonly string[] {
  const names: string[] = [];
  for (const { number, name } of rows) names[number] = name;
  return names;
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => Oid | null): ReadonlyMap<Oid, T[]> {
  const groups = new Map<Oid, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
