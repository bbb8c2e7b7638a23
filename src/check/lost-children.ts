import type { Diagnostic } from '../core/diagnostic.ts';
import type { Script } from '../core/migration.ts';
import type { MemoryDatabase } from '../drivers/sqlite-local/open-memory.ts';
import { foreignKeyActions } from '../engines/sqlite/catalog-sql.ts';
import { diskPosition } from '../sql/position.ts';
import { droppedTables } from '../sql/dropped-tables.ts';
import { type RowChange, rowChanges } from '../sql/row-changes.ts';

interface ForeignKey {
  readonly parent: string;
  readonly child: string;
  /** Null where the key means the parent's primary key. */
  readonly column: string | null;
  readonly onDelete: string;
  readonly onUpdate: string;
}

const passive = new Set(['NO ACTION', 'RESTRICT']);

/**
 * Deletes and key updates of a parent in a script that runs with foreign keys off: the children's CASCADE or SET NULL
 * would not happen there, and does on PostgreSQL. `memory` holds the schema that the script meets. Empty where there
 * is none.
 */
export async function findLostChildren(
  memory: MemoryDatabase,
  script: Script,
): Promise<readonly Diagnostic[]> {
  const changes = rowChanges('sqlite', script.text);
  if (changes.length === 0) return [];
  const keys = (await memory.query(foreignKeyActions)).map((row) => ({
    parent: String(row['parent']),
    child: String(row['child']),
    column: row['column'] === null ? null : String(row['column']),
    onDelete: String(row['on_delete']),
    onUpdate: String(row['on_update']),
  }));
  if (!runsWithKeysOff(script, keys)) return [];
  return changes.flatMap((change) =>
    keys.filter((key) => isLost(change, key)).map((key) => finding(script, change, key)),
  );
}

function runsWithKeysOff(script: Script, keys: readonly ForeignKey[]): boolean {
  if (script.foreignKeys === 'off') return true;
  const parents = new Set(keys.map(({ parent }) => parent));
  return droppedTables(script.text).some((table) => parents.has(table));
}

function isLost(
  { kind, table, columns }: RowChange,
  { parent, column, onDelete, onUpdate }: ForeignKey,
): boolean {
  if (table !== parent) return false;
  if (kind === 'delete') return !passive.has(onDelete);
  // A key that names no column means the primary key, which is `id` wherever nothing else is said.
  return !passive.has(onUpdate) && columns.includes(column ?? 'id');
}

function finding(
  script: Script,
  { kind, table, start }: RowChange,
  { child, onDelete, onUpdate }: ForeignKey,
): Diagnostic {
  const action = kind === 'delete' ? `ON DELETE ${onDelete}` : `ON UPDATE ${onUpdate}`;
  const what = kind === 'delete' ? `deletes rows of ${table}` : `changes keys of ${table}`;
  return {
    code: 'FORBIDDEN_STATEMENT',
    rule: 'lost-children',
    severity: 'error',
    file: script.file,
    ...diskPosition(script, start),
    message: `${what} while foreign keys are off: ${child} says ${action}, which does not happen here`,
    hint: `Move the statement into a version of its own, or change the rows of ${child} in this script first.`,
  };
}
