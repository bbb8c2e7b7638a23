import { LockstepError } from '../../core/errors.ts';
import type { HistoryTarget } from '../../core/migration.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import type { Mend, NotNow } from '../port.ts';
import { changeHistory } from './change-history.ts';
import type { SqliteConnection } from './connection.ts';
import { upgradeHistory } from './prepare-history.ts';
import type { Turn } from './turn.ts';

/** Replaces a row's checksum under the lock; `moved` where the row has another one by now. */
export async function mendHistory(
  store: { readonly connection: SqliteConnection; readonly turn: Turn },
  history: HistoryTarget,
  change: Mend,
): Promise<NotNow | { readonly outcome: 'mended' }> {
  if (change.kind !== 'accept') {
    throw new LockstepError('USAGE', 'SQLite has no step that could be half done', {
      hint: 'Use --accept: every script runs in one transaction on SQLite.',
    });
  }
  const { from, to, name, note } = change;
  const values = [to, JSON.stringify(note), name, from];
  const sql = historySql(history.table).accept;
  return changeHistory(store, history, 'mended', async (transaction) => {
    if (!(await upgradeHistory(transaction, history))) return false;
    const [changed] = await transaction.run([{ sql, values, rows: true }]);
    return changed!.length > 0;
  });
}
