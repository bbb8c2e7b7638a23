import { LockstepError } from '../../core/errors.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import type { Adoption, Row } from '../port.ts';
import type { SqliteTransaction } from './connection.ts';
import { prepareHistory } from './prepare-history.ts';

/**
 * Writes the rows of adopted steps inside the open transaction, and takes a marker away that nobody follows; false where
 * the history, or the schema, is not what was read. `query` reads in the transaction. Throws FORBIDDEN_STATEMENT where a trigger on the history has made it anything else.
 */
export async function adoptHistory(
  transaction: SqliteTransaction,
  { history, rows, appliedBy, expected, isStillSo = async () => true }: Adoption,
  query: (sql: string) => Promise<readonly Row[]>,
): Promise<boolean> {
  if ((await prepareHistory(transaction, history, expected)) === null) return false;
  const sql = historySql(history.table);
  const note = JSON.stringify({ adopted: true });
  const results = await transaction.run([
    { sql: sql.dropState, values: ['install'] },
    ...rows.map(({ name, category, checksum }) => ({
      sql: sql.adopt,
      values: [name, category, checksum, appliedBy, note],
    })),
    { sql: sql.count, rows: true as const },
  ]);
  if (Number(results.at(-1)?.[0]?.['count']) === rows.length) return isStillSo({ engine: 'sqlite', query });
  throw new LockstepError('FORBIDDEN_STATEMENT', 'a trigger on the history changed the history', {
    hint: 'Take out what writes to the history tables: only Lockstep does. Nothing was kept.',
  });
}
