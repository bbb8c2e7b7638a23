import type { StoreSnapshot } from '../../core/history.ts';
import type { HistoryTarget } from '../../core/migration.ts';
import { findObject, findTables } from '../../engines/sqlite/catalog-sql.ts';
import { installTargetOf, judgeHistory } from '../../engines/sqlite/history-rows.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import { type SqliteTransaction, StepError } from './connection.ts';
import { isMissingObject } from './map-error.ts';

type Expected = Pick<StoreSnapshot, 'format' | 'revision' | 'installTarget'>;

/**
 * Returns the database's clock in milliseconds when, under the lock, the history is still what the plan saw, and null
 * when it is not. A history that is absent or outdated is created or upgraded in the same transaction.
 */
export async function prepareHistory(
  transaction: SqliteTransaction,
  history: HistoryTarget,
  expected: Expected,
): Promise<number | null> {
  const sql = historySql(history.table);
  try {
    if (expected.format === 'absent') {
      const [found] = await transaction.run([{ sql: findObject, values: [history.table], rows: true }]);
      if (found!.length > 0) return null;
      const results = await transaction.run([
        ...sql.create.map((text) => ({ sql: text })),
        { sql: sql.probe, rows: true },
      ]);
      return Number(results.at(-1)![0]!['startedMs']);
    }
    if (expected.format === 'outdated' && !(await upgradeHistory(transaction, history))) return null;
    const [rows] = await transaction.run([{ sql: sql.probe, rows: true }]);
    const { startedMs, revision, install } = rows![0]!;
    const isSame =
      (revision ?? '0') === expected.revision && installTargetOf(install) === expected.installTarget;
    return isSame ? Number(startedMs) : null;
  } catch (error) {
    // Somebody dropped or replaced the table.
    if (error instanceof StepError && isMissingObject(error.cause)) return null;
    throw error;
  }
}

/** Adds what an older or another writer's history lacks; false where it is not ours (any more). */
export async function upgradeHistory(
  transaction: SqliteTransaction,
  { table }: HistoryTarget,
): Promise<boolean> {
  const sql = historySql(table);
  const [found] = await transaction.run([{ sql: findTables, values: [table, sql.stateTable], rows: true }]);
  const { format, columns } = judgeHistory(table, sql.stateTable, found!);
  if (format === 'absent' || format === 'foreign') return false;
  const missing = [...(columns.includes('note') ? [] : [sql.addNote]), sql.createState];
  await transaction.run(missing.map((text) => ({ sql: text })));
  return true;
}
