import type { Column, ForeignKey, Index, Key, Schema, Table, Trigger, View } from '../../core/schema.ts';
import { lowerAscii } from '../../sql/names.ts';
import { matchNames } from './match-names.ts';

/** What a table of SQLite is called on the other side, and its columns by their names in lower case. */
interface Naming {
  readonly schema: string | null;
  readonly name: string;
  readonly columns: ReadonlyMap<string, string>;
}

/**
 * Returns SQLite's schema with the names that PostgreSQL gives to the same tables, views and columns: from then on equal
 * names are equal texts. What PostgreSQL does not have keeps its own.
 */
export function alignNames(postgres: Schema, sqlite: Schema): Schema {
  const spoken = ({ schema, name }: Table | View): string => (schema === null ? name : `${schema}.${name}`);
  const tables = matchTwice(postgres.tables, sqlite.tables, spoken);
  const views = matchTwice(postgres.views, sqlite.views, spoken);
  const namings = new Map<string, Naming>();
  for (const table of sqlite.tables) {
    const partner = tables.get(table);
    namings.set(lowerAscii(table.name), {
      schema: partner?.schema ?? null,
      name: partner?.name ?? table.name,
      columns: columnNames(partner?.columns ?? [], table.columns),
    });
  }
  return {
    ...sqlite,
    tables: sqlite.tables.map((table) => alignTable(table, namings)),
    views: sqlite.views.map((view) => {
      const partner = views.get(view);
      if (partner === undefined) return view;
      const names = matchNames(partner.columns, view.columns, itself, itself);
      const known = new Map(names.pairs.map((pair) => [pair.sqlite, pair.postgres]));
      const columns = view.columns.map((column) => known.get(column) ?? column);
      return { ...view, schema: partner.schema, name: partner.name, columns };
    }),
  };
}

const itself = (name: string): string => name;

/** By the name with its schema; what lies in another schema than the module's also by its name alone. */
function matchTwice<T extends Table | View>(
  postgres: readonly T[],
  sqlite: readonly T[],
  spoken: (item: T) => string,
): ReadonlyMap<T, T> {
  const first = matchNames(postgres, sqlite, spoken, spoken);
  const elsewhere = first.postgresOnly.filter(({ schema }) => schema !== null);
  const second = matchNames(
    elsewhere,
    first.sqliteOnly,
    ({ name }) => name,
    ({ name }) => name,
  );
  return new Map([...first.pairs, ...second.pairs].map((pair) => [pair.sqlite, pair.postgres]));
}

function columnNames(postgres: readonly Column[], sqlite: readonly Column[]): ReadonlyMap<string, string> {
  const name = (column: Column): string => column.name;
  const { pairs } = matchNames(postgres, sqlite, name, name);
  return new Map(pairs.map((pair) => [lowerAscii(pair.sqlite.name), pair.postgres.name]));
}

function alignTable(table: Table, namings: ReadonlyMap<string, Naming>): Table {
  const own = namings.get(lowerAscii(table.name))!;
  const nameOf = (naming: Naming | undefined, column: string): string =>
    naming?.columns.get(lowerAscii(column)) ?? column;
  const named = (naming: Naming | undefined, columns: readonly string[]): readonly string[] =>
    columns.map((column) => nameOf(naming, column));
  const alignKey = (key: Key): Key => ({ ...key, columns: named(own, key.columns) });
  const alignIndex = (index: Index): Index => ({
    ...index,
    keys: index.keys.map((key) => ('column' in key ? { ...key, column: nameOf(own, key.column) } : key)),
  });
  const alignTrigger = (trigger: Trigger): Trigger => ({ ...trigger, columns: named(own, trigger.columns) });
  const alignForeignKey = (key: ForeignKey): ForeignKey => {
    const target = namings.get(lowerAscii(key.target));
    return {
      ...key,
      columns: named(own, key.columns),
      targetSchema: target?.schema ?? null,
      target: target?.name ?? key.target,
      targetColumns: named(target, key.targetColumns),
    };
  };
  return {
    ...table,
    schema: own.schema,
    name: own.name,
    columns: table.columns.map((column) => {
      const name = nameOf(own, column.name);
      return name === column.name ? column : { ...column, name };
    }),
    primaryKey: table.primaryKey === null ? null : alignKey(table.primaryKey),
    uniques: table.uniques.map(alignKey),
    indexes: table.indexes.map(alignIndex),
    foreignKeys: table.foreignKeys.map(alignForeignKey),
    triggers: table.triggers.map(alignTrigger),
  };
}
