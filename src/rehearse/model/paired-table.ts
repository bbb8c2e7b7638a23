import { type Engine, engines } from '../../core/engine.ts';
import type { Column, Schema, Table } from '../../core/schema.ts';
import { lowerAscii } from '../../sql/names.ts';
import { type PairedColumn, pairedMeaning } from './column-meaning.ts';

/** A table by its name, as both engines have it; null where one has not. */
export interface PairedTable {
  /** In lower case; with its schema only where another table has the name, too. */
  readonly name: string;
  readonly columns: readonly PairedColumn[];
  readonly sides: { readonly [E in Engine]: Table | null };
}

export type Schemas = { readonly [E in Engine]: Schema | null };

/**
 * Returns the tables of both engines, paired by name, sorted; `stated` says by `table.column` which logical type a column
 * carries where the declared ones cannot say it.
 */
export function pairTables(
  schemas: Schemas,
  stated: Readonly<Record<string, string>>,
): readonly PairedTable[] {
  const byName = { postgres: tablesByName(schemas.postgres), sqlite: tablesByName(schemas.sqlite) };
  const names = new Set(engines.flatMap((engine) => [...byName[engine].keys()]));
  return [...names].toSorted().map((name) => {
    const sides = { postgres: byName.postgres.get(name) ?? null, sqlite: byName.sqlite.get(name) ?? null };
    return { name, sides, columns: pairColumns(name, sides, stated) };
  });
}

/** Of two tables of one name in two schemas, the one in the schema that was asked for first has the name alone. */
function tablesByName(schema: Schema | null): ReadonlyMap<string, Table> {
  const found = new Map<string, Table>();
  const tables = (schema?.tables ?? []).toSorted(
    (a, b) => Number(a.schema !== null) - Number(b.schema !== null),
  );
  for (const table of tables) {
    const name = lowerAscii(table.name);
    found.set(found.has(name) ? lowerAscii(`${table.schema}.${table.name}`) : name, table);
  }
  return found;
}

function pairColumns(
  table: string,
  sides: PairedTable['sides'],
  stated: Readonly<Record<string, string>>,
): readonly PairedColumn[] {
  const find = (engine: Engine, name: string): Column | null =>
    sides[engine]?.columns.find((column) => lowerAscii(column.name) === name) ?? null;
  const names = new Set(
    engines.flatMap((engine) => sides[engine]?.columns.map((column) => lowerAscii(column.name)) ?? []),
  );
  return [...names].map((name) =>
    pairedMeaning(
      name,
      { postgres: find('postgres', name), sqlite: find('sqlite', name) },
      stated[`${table}.${name}`] ?? null,
    ),
  );
}
