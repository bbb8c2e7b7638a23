import { checkForeignKeys, keyColumns, keyValues } from '../../engines/sqlite/catalog-sql.ts';
import type { Violation } from '../../engines/sqlite/foreign-keys.ts';
import type { Row } from '../../engines/sqlite/history-rows.ts';
import { lowerAscii } from '../../sql/names.ts';
import type { Awaitable, Step } from './connection.ts';
import { isKeyMismatch } from './map-error.ts';

/** Runs queries, in a transaction or outside. */
export type Ask = (steps: readonly Step[]) => Awaitable<readonly (readonly Row[])[]>;

/** Returns every row whose key points nowhere; in the rebuilt tables (lower case) with the values of its key. */
export async function listViolations(ask: Ask, rebuilt: ReadonlySet<string>): Promise<readonly Violation[]> {
  const [rows] = await ask([{ sql: checkForeignKeys, rows: true }]);
  const groups = Map.groupBy(rows!, ({ table, fkid }) => JSON.stringify([String(table), Number(fkid)]));
  const found: Violation[] = [];
  for (const group of groups.values()) {
    const table = String(group[0]!['table']);
    const values = rebuilt.has(lowerAscii(table)) ? await valuesOf(ask, table, group) : null;
    for (const row of group) {
      const rowid = rowidOf(row);
      const parent = String(row['parent']);
      const key = values === null ? {} : { values: (rowid === null ? null : values.get(rowid)) ?? null };
      found.push({ table, rowid, parent, ...key });
    }
  }
  return found;
}

/**
 * As `listViolations`, before a script. Empty where SQLite cannot check, because a key points to columns that are not
 * unique: the script may be there to mend that, and afterwards it must be mended.
 */
export async function listViolationsBefore(
  ask: Ask,
  rebuilt: ReadonlySet<string>,
): Promise<readonly Violation[]> {
  try {
    return await listViolations(ask, rebuilt);
  } catch (error) {
    if (isKeyMismatch(error)) return [];
    throw error;
  }
}

/** By rowid. All rows of the group violate the same key. */
async function valuesOf(
  ask: Ask,
  table: string,
  group: readonly Row[],
): Promise<ReadonlyMap<number, string>> {
  const fkid = Number(group[0]!['fkid']);
  const [columns] = await ask([{ sql: keyColumns, values: [table, fkid], rows: true }]);
  const rowids = group.map(rowidOf).filter((rowid) => rowid !== null);
  if (rowids.length === 0) return new Map();
  const sql = keyValues(
    table,
    columns!.map(({ name }) => String(name)),
  );
  const [rows] = await ask([{ sql, values: [JSON.stringify(rowids)], rows: true }]);
  return new Map(rows!.map(({ id, key }) => [Number(id), String(key)]));
}

/** Null in a WITHOUT ROWID table. */
function rowidOf({ rowid }: Row): number | null {
  return rowid === null || rowid === undefined ? null : Number(rowid);
}
