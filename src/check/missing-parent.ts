import type { Diagnostic } from '../core/diagnostic.ts';
import type { Script } from '../core/migration.ts';
import type { MemoryDatabase } from '../drivers/sqlite-local/open-memory.ts';
import { keysWithoutParent } from '../engines/sqlite/catalog-sql.ts';
import { droppedTables } from '../sql/dropped-tables.ts';

/**
 * Foreign keys whose parent table a script has dropped or renamed away: on an empty database that passes, with rows in
 * the child `migrate` refuses it. `memory` holds the schema that the script leaves. Empty where there is none.
 */
export async function findMissingParents(
  memory: MemoryDatabase,
  script: Script,
): Promise<readonly Diagnostic[]> {
  const dropped = new Set(droppedTables(script.text));
  if (dropped.size === 0) return [];
  const keys = (await memory.query(keysWithoutParent)).filter(({ parent }) => dropped.has(String(parent)));
  return keys.map(({ child, parent }) => ({
    code: 'FOREIGN_KEY_VIOLATION',
    rule: 'missing-parent',
    severity: 'error',
    file: script.file,
    line: null,
    column: null,
    message: `drops ${String(parent)}, to which a foreign key of ${String(child)} points: with rows in ${String(child)} the upgrade fails`,
    hint: `Bring ${String(parent)} back under its name in the same version, or rebuild ${String(child)} first.`,
  }));
}
