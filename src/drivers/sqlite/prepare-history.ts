import type { StoreSnapshot } from '../../core/history.ts';
import type { HistoryTarget } from '../../core/migration.ts';
import { findObject, findTables } from '../../engines/sqlite/catalog-sql.ts';
import { installTargetOf, judgeHistory, type Row } from '../../engines/sqlite/history-rows.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import { type SqliteTransaction, type Step, StepError } from './connection.ts';
import { isMissingObject } from './map-error.ts';

type Expected = Pick<StoreSnapshot, 'format' | 'revision' | 'installTarget'>;

/** The history under the lock, before the script. */
export interface HistoryBefore {
  /** The database's clock in milliseconds. */
  readonly startedMs: number;
  /** Null where the script cannot touch the history: then nobody counts. */
  readonly count: number | null;
  /** True where no trigger and no rule of the schema touches the history. */
  readonly isLeftAlone: boolean;
  /** By how much the database's clock is ahead of ours. */
  readonly aheadMs: number;
}

/**
 * Returns clock and number of rows when, under the lock, the history is still what the plan saw, and null
 * when it is not. A history that is absent or outdated is created or upgraded in the same transaction.
 */
export async function prepareHistory(
  transaction: SqliteTransaction,
  history: HistoryTarget,
  expected: Expected,
): Promise<HistoryBefore | null> {
  const sql = historySql(history.table);
  // Only who can know the history the next time asks what could touch it.
  const meddlers: readonly Step[] =
    transaction.version === null ? [] : [{ sql: sql.findMeddlers, rows: true }];
  try {
    if (expected.format === 'absent') {
      const [found] = await transaction.run([{ sql: findObject, values: [history.table], rows: true }]);
      if (found!.length > 0) return null;
      const results = await transaction.run([
        ...sql.create.map((text) => ({ sql: text })),
        { sql: sql.probe, rows: true },
        ...meddlers,
      ]);
      const [probed, touching] = results.slice(sql.create.length);
      return {
        ...clockOf(probed![0]!),
        count: 0,
        isLeftAlone: touching?.length === 0,
      };
    }
    if (expected.format === 'outdated' && !(await upgradeHistory(transaction, history))) return null;
    const [rows, touching] = await transaction.run([{ sql: sql.probe, rows: true }, ...meddlers]);
    const { revision, install, count } = rows![0]!;
    const isSame =
      (revision ?? '0') === expected.revision && installTargetOf(install) === expected.installTarget;
    if (!isSame) return null;
    return { ...clockOf(rows![0]!), count: Number(count), isLeftAlone: touching?.length === 0 };
  } catch (error) {
    // Somebody dropped or replaced the table.
    if (error instanceof StepError && isMissingObject(error.cause)) return null;
    throw error;
  }
}

function clockOf({ startedMs }: Row): Pick<HistoryBefore, 'startedMs' | 'aheadMs'> {
  return { startedMs: Number(startedMs), aheadMs: Number(startedMs) - Date.now() };
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
