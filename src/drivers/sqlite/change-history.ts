import type { HistoryTarget } from '../../core/migration.ts';
import type { NotNow } from '../port.ts';
import type { SqliteConnection, SqliteTransaction } from './connection.ts';
import { isLockRefused } from './map-error.ts';
import type { Turn } from './turn.ts';

/**
 * Changes the history under the lock, in a transaction of its own, and returns the outcome; `moved` with nothing changed
 * where the work says that the history is not what it was.
 */
export async function changeHistory<const Outcome extends string>(
  { connection, turn }: { readonly connection: SqliteConnection; readonly turn: Turn },
  history: HistoryTarget,
  outcome: Outcome,
  work: (transaction: SqliteTransaction) => Promise<boolean>,
): Promise<NotNow | { readonly outcome: Outcome }> {
  const other = await turn.take(history);
  if (other !== null) return { outcome: 'busy', holder: other.holder };
  const transaction = await connection.begin({ foreignKeys: 'on', exclusive: false });
  if (transaction === null) return { outcome: 'busy', holder: null };
  try {
    if (!(await work(transaction))) {
      await transaction.rollback();
      return { outcome: 'moved' };
    }
    await transaction.commit();
    return { outcome };
  } catch (error) {
    await transaction.rollback();
    if (isLockRefused(error)) return { outcome: 'busy', holder: null };
    throw error;
  }
}
