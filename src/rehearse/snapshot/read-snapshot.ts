import type { Table } from '../../core/schema.ts';
import type { Engine } from '../../core/engine.ts';
import type { Session } from '../../drivers/port.ts';
import { lowerAscii } from '../../sql/names.ts';
import { dialects } from '../dialects.ts';
import type { PairedTable } from '../model/paired-table.ts';
import { canonicalValue } from '../values/canonical-value.ts';
import type { HeldTable, Snapshot } from './snapshot.ts';

/** Returns every row of the tables that the session's engine has, each value in its logical form. */
export async function readSnapshot(
  session: Session,
  tables: readonly PairedTable[],
  schema: string | null,
): Promise<Snapshot> {
  const held = new Map<string, HeldTable>();
  for (const table of tables) {
    const own = table.sides[session.engine];
    if (own !== null) held.set(table.name, await readTable(session, table, own, schema));
  }
  return held;
}

async function readTable(
  session: Session,
  paired: PairedTable,
  table: Table,
  schema: string | null,
): Promise<HeldTable> {
  const { engine } = session;
  const columns = paired.columns.flatMap(({ name, meaning, sides }) => {
    const side = sides[engine];
    return side === null
      ? []
      : [{ name, meaning, isGenerated: side.column.generated !== null, row: side.row }];
  });
  const dialect = dialects[engine];
  const sql = dialect.select({
    schema: table.schema ?? schema,
    name: table.name,
    columns: columns.map(({ row }) => row),
  });
  const rows = (await session.query(sql)).map((row) =>
    columns.map(({ row: column }, index) => canonicalValue(dialect.raw(row[`c${index}`], column), column)),
  );
  return {
    name: paired.name,
    columns: columns.map(({ name, meaning, isGenerated }) => ({ name, meaning, isGenerated })),
    keys: keysOf(table),
    rows,
    table,
  };
}

function keysOf({ primaryKey, uniques, indexes }: Table): readonly (readonly string[])[] {
  const unique = indexes.filter(({ isUnique, predicate }) => isUnique && predicate === null);
  const ofIndexes = unique.flatMap(({ keys }) => {
    const columns = keys.flatMap((key) => ('column' in key ? [key.column] : []));
    return columns.length === keys.length ? [columns] : [];
  });
  return [
    ...(primaryKey === null ? [] : [primaryKey.columns]),
    ...uniques.map(({ columns }) => columns),
    ...ofIndexes,
  ].map((columns) => columns.map(lowerAscii));
}

/** The engines' snapshots at one moment; null where the module is not on the engine. */
export type Snapshots = { readonly [E in Engine]: Snapshot | null };
