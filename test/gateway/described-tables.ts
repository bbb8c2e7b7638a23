import { getTableColumns, getViewSelectedFields, is, SQL, Table, View } from 'drizzle-orm';
import * as pgCore from 'drizzle-orm/pg-core';
import * as sqliteCore from 'drizzle-orm/sqlite-core';
import type { Engine } from '../../src/core/engine.ts';
import * as postgres from '../../src/gateway/tables/postgres/index.ts';
import * as sqlite from '../../src/gateway/tables/sqlite/index.ts';
import type { Column, Schema } from '../../src/index.ts';

type Exported = Readonly<Record<string, Table | View>>;
type Config = ReturnType<typeof pgCore.getTableConfig>;

/** What the repositories know of the store, by engine. */
export const exportedBy: Readonly<Record<Engine, Exported>> = { postgres, sqlite };

const dialects = { postgres: new pgCore.PgDialect(), sqlite: new sqliteCore.SQLiteSyncDialect() };

/** The definitions of drizzle as sorted lines, equal to `describeSchema` of a database that has them. */
export function describeExported(engine: Engine): readonly string[] {
  return Object.values(exportedBy[engine])
    .flatMap((it) =>
      is(it, View)
        ? [
            `view (${Object.values(getViewSelectedFields(it))
              .map((field) => nameOf(field))
              .join(', ')})`,
          ]
        : describeTable(engine, it),
    )
    .sort();
}

/** The properties of every table and view, each with its column: `users.displayName display_name`. */
export function listProperties(engine: Engine): readonly string[] {
  return Object.entries(exportedBy[engine]).flatMap(([name, it]) =>
    Object.entries(is(it, View) ? getViewSelectedFields(it) : getTableColumns(it)).map(
      ([property, column]) => `${name}.${property} ${nameOf(column)}`,
    ),
  );
}

/** The lists of the enum columns, as sorted lines equal to `describeEnums` of a database that has them. */
export function listEnums(engine: Engine): readonly string[] {
  return Object.values(exportedBy[engine])
    .flatMap((it) => (is(it, View) ? [] : configOf(engine, it)))
    .flatMap(({ name, columns }) =>
      columns
        .filter(({ enumValues }) => (enumValues ?? []).length > 0)
        .map((column) => `${name}.${column.name}: ${column.enumValues?.join(', ')}`),
    )
    .sort();
}

function nameOf(field: unknown): string {
  return (field as { readonly name: string }).name;
}

function configOf(engine: Engine, table: Table): Config {
  return engine === 'postgres'
    ? pgCore.getTableConfig(table as pgCore.PgTable)
    : (sqliteCore.getTableConfig(table as sqliteCore.SQLiteTable) as unknown as Config);
}

function describeTable(engine: Engine, table: Table): readonly string[] {
  const { name, columns, primaryKeys, uniqueConstraints, foreignKeys } = configOf(engine, table);
  const names = (listed: readonly { readonly name: string }[]): string => listed.map(nameOf).join(', ');
  const single = columns.filter(({ primary }) => primary);
  return [
    `table ${name} (${names(columns)})`,
    ...columns.map(
      (column) =>
        `column ${name}.${column.name} ${column.getSQLType()}${column.notNull ? ' not null' : ''} default ` +
        defaultOf(engine, column),
    ),
    ...(single.length > 0 ? [`primary key ${name} (${names(single)})`] : []),
    ...primaryKeys.map((key) => `primary key ${name} (${names(key.columns)})`),
    ...columns.filter(({ isUnique }) => isUnique).map((column) => `unique ${name} (${column.name})`),
    ...uniqueConstraints.map((key) => `unique ${name} (${names(key.columns)})`),
    ...foreignKeys.map((key) => {
      const { columns: own, foreignTable, foreignColumns } = key.reference();
      return (
        `foreign key ${name} (${names(own)}) to ${configOf(engine, foreignTable).name} (${names(foreignColumns)}) ` +
        `on delete ${key.onDelete} on update ${key.onUpdate}`
      );
    }),
  ];
}

function defaultOf(engine: Engine, column: pgCore.PgColumn): string {
  if (!column.hasDefault) return 'none';
  if (is(column.default, SQL)) return plain(dialects[engine].sqlToQuery(column.default).sql);
  return String(column.mapToDriverValue(column.default));
}

/** The catalog of a migrated database as sorted lines. */
export function describeSchema({ tables, views }: Schema): readonly string[] {
  return [
    ...tables.flatMap(({ name, columns, primaryKey, uniques, foreignKeys }) => [
      `table ${name} (${columns.map(nameOf).join(', ')})`,
      ...columns.map(
        (column) =>
          `column ${name}.${column.name} ${column.type.declared.toLowerCase()}${column.nullable ? '' : ' not null'} ` +
          `default ${storedDefault(column)}`,
      ),
      ...(primaryKey === null ? [] : [`primary key ${name} (${primaryKey.columns.join(', ')})`]),
      ...uniques.map((key) => `unique ${name} (${key.columns.join(', ')})`),
      ...foreignKeys.map(
        (key) =>
          `foreign key ${name} (${key.columns.join(', ')}) to ${key.target} (${key.targetColumns.join(', ')}) ` +
          `on delete ${key.onDelete} on update ${key.onUpdate}`,
      ),
    ]),
    ...views.map(({ columns }) => `view (${columns.join(', ')})`),
  ].sort();
}

/** What the CHECKs of a migrated database allow in its enum columns. */
export function describeEnums({ tables }: Schema): readonly string[] {
  return tables
    .flatMap((table) =>
      table.checks.flatMap(({ expression }) => {
        const [, column, list] =
          /^\(?(\w+) (?:IN|= ANY) \(+(?:ARRAY\[)?((?:'\w+'(?:::text)?(?:, )?)+)\]?\)+$/.exec(expression) ??
          [];
        const values = [...(list ?? '').matchAll(/'(\w+)'/g)].map(([, value]) => value);
        return column === undefined ? [] : [`${table.name}.${column}: ${values.join(', ')}`];
      }),
    )
    .sort();
}

function storedDefault({ default: text }: Column): string {
  if (text === null) return 'none';
  const literal = /^'(.*)'$/.exec(text.replace(/::\w+$/, ''));
  return literal?.[1] ?? plain(text);
}

/** Without the parentheses around all of it. */
function plain(expression: string): string {
  return /^\((.*)\)$/.exec(expression)?.[1] ?? expression;
}
