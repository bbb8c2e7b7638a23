import type { Engine } from '../../core/engine.ts';
import type { Column, Schema, Table, View } from '../../core/schema.ts';
import { lowerAscii } from '../../sql/names.ts';
import { alignNames } from './align-names.ts';
import type { ParityFile } from '../difference.ts';
import { type LogicalType, logicalTypes } from '../logical-type.ts';
import type { ExpressionContext } from '../normalise/normaliser.ts';
import { type PairedType, pairTypes, postgresType, sqliteType } from './pair-types.ts';
import { spellName, spellQualified } from '../spell-name.ts';

export interface ColumnPair {
  readonly name: string;
  /** As differences call it: `users.role`. */
  readonly label: string;
  readonly postgres: Column;
  readonly sqlite: Column;
  readonly types: PairedType;
}

/** A table that both sides have. SQLite's names are PostgreSQL's here. */
export interface TablePair {
  /** As differences call it. */
  readonly label: string;
  readonly postgres: Table;
  readonly sqlite: Table;
  /** Those that both sides have, in PostgreSQL's order. */
  readonly columns: readonly ColumnPair[];
  /** What the names in an expression of a side mean. */
  readonly contexts: Readonly<Record<Engine, ExpressionContext>>;
}

/** Two schemas side by side. */
export interface SchemaPair {
  readonly postgres: Schema;
  readonly sqlite: Schema;
  readonly tables: readonly TablePair[];
  readonly postgresOnly: readonly Table[];
  readonly sqliteOnly: readonly Table[];
  readonly views: readonly { readonly label: string; readonly postgres: View; readonly sqlite: View }[];
  readonly postgresOnlyViews: readonly View[];
  readonly sqliteOnlyViews: readonly View[];
}

/** Returns which table, view and column is which on the other side, and what each column means there. */
export function pairSchemas(postgres: Schema, original: Schema, { logical }: ParityFile): SchemaPair {
  const sqlite = alignNames(postgres, original);
  const stated = new Map(
    Object.entries(logical).map(([key, name]) => [lowerAscii(key), logicalTypes[name]!]),
  );
  const opposite = new Map(sqlite.tables.map((table) => [spellQualified(table), table]));
  const oppositeViews = new Map(sqlite.views.map((view) => [spellQualified(view), view]));
  const tables: TablePair[] = [];
  const postgresOnly: Table[] = [];
  for (const table of postgres.tables) {
    const label = spellQualified(table);
    const partner = opposite.get(label);
    opposite.delete(label);
    if (partner === undefined) postgresOnly.push(table);
    else tables.push(pairTables(label, table, partner, stated));
  }
  const views: { label: string; postgres: View; sqlite: View }[] = [];
  const postgresOnlyViews: View[] = [];
  for (const view of postgres.views) {
    const label = spellQualified(view);
    const partner = oppositeViews.get(label);
    oppositeViews.delete(label);
    if (partner === undefined) postgresOnlyViews.push(view);
    else views.push({ label, postgres: view, sqlite: partner });
  }
  return {
    postgres,
    sqlite,
    tables,
    postgresOnly,
    sqliteOnly: [...opposite.values()],
    views,
    postgresOnlyViews,
    sqliteOnlyViews: [...oppositeViews.values()],
  };
}

/** Returns `users.role`. */
export function columnLabel(table: string, column: string): string {
  return `${table}.${spellName(column)}`;
}

function pairTables(
  label: string,
  postgres: Table,
  sqlite: Table,
  stated: ReadonlyMap<string, LogicalType>,
): TablePair {
  const opposite = new Map(sqlite.columns.map((column) => [column.name, column]));
  const columns = postgres.columns.flatMap((column) => {
    const partner = opposite.get(column.name);
    if (partner === undefined) return [];
    const { name } = column;
    const spelt = columnLabel(label, name);
    const type = stated.size === 0 ? null : statedType(spelt, postgres, name, stated);
    const types = pairTypes(column, partner, type);
    return [{ name, label: spelt, postgres: column, sqlite: partner, types }];
  });
  const paired = new Map(columns.map(({ name, types }) => [name, types]));
  return {
    label,
    postgres,
    sqlite,
    columns,
    contexts: {
      postgres: {
        engine: 'postgres',
        typeOf: finder(
          postgres.columns,
          ({ name, type }) => paired.get(name)?.postgres ?? postgresType(type),
        ),
      },
      sqlite: {
        engine: 'sqlite',
        typeOf: finder(sqlite.columns, ({ name, type }) => paired.get(name)?.sqlite ?? sqliteType(type)),
      },
    },
  };
}

/** By the column as a difference spells it, or as the catalog has it. */
function statedType(
  spelt: string,
  { schema, name: table }: Table,
  column: string,
  stated: ReadonlyMap<string, LogicalType>,
): LogicalType | null {
  const plain = [schema ?? [], table, column].flat().join('.');
  return stated.get(lowerAscii(spelt)) ?? stated.get(lowerAscii(plain)) ?? null;
}

/** An expression of SQLite's may spell a column in any case. */
function finder(
  columns: readonly Column[],
  typeOf: (column: Column) => LogicalType,
): (column: string) => LogicalType | null {
  let exact: Map<string, Column> | null = null;
  let folded: Map<string, Column> | null = null;
  const find = (name: string): Column | undefined => {
    exact ??= new Map(columns.map((column) => [column.name, column]));
    const found = exact.get(name);
    if (found !== undefined) return found;
    folded ??= new Map(columns.map((column) => [lowerAscii(column.name), column]));
    return folded.get(lowerAscii(name));
  };
  return (name) => {
    const column = find(name);
    return column === undefined ? null : typeOf(column);
  };
}
