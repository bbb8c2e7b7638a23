import { adoptPart } from '../../engines/postgres/adopt-sql.ts';
import { historyNames } from '../../engines/postgres/history-names.ts';
import { readWithin } from '../../engines/postgres/read-only.ts';
import {
  beginSql,
  blockSql,
  endSql,
  guardPart,
  outcomeSql,
  preparePart,
  upgradePart,
  whenGo,
} from '../../engines/postgres/write-sql.ts';
import type { Adoption, NotNow, Reader } from '../port.ts';
import type { PgConnection } from './connection.ts';
import { readHolder } from './lock-state.ts';
import { mapError, mapReadError } from './map-error.ts';
import { readOutcome } from './outcome.ts';
import { rollBack } from './roll-back.ts';

/** Writes the rows of adopted steps under the lock, in one transaction: all of them or none. */
export async function adoptHistory(
  connection: PgConnection,
  { history, rows, appliedBy, expected, isStillSo = async () => true }: Adoption,
): Promise<NotNow | { readonly outcome: 'adopted' }> {
  const names = historyNames(history);
  const note = JSON.stringify({ adopted: true });
  const block = blockSql(
    // A step that has begun since is not one that another hand has brought.
    guardPart(names, { ...expected, progressText: null }),
    whenGo(
      preparePart(names, expected),
      upgradePart(names, expected),
      adoptPart(
        names,
        rows.map((row) => ({ ...row, appliedBy, note })),
      ),
    ),
  );
  try {
    const { outcome } = readOutcome(await connection.send(`${beginSql()}${block}${outcomeSql}`));
    if (outcome === 'go' && (await isStillSo(readerWithin(connection)))) {
      await connection.send(endSql);
      return { outcome: 'adopted' };
    }
    await rollBack(connection);
    return outcome === 'busy'
      ? { outcome, holder: await readHolder(connection, names) }
      : { outcome: 'moved' };
  } catch (error) {
    await rollBack(connection);
    throw mapError(error);
  }
}

/** Reads in the transaction that is open. */
function readerWithin(connection: PgConnection): Reader {
  return {
    engine: 'postgres',
    query: (sql, schema = null) =>
      connection.send(readWithin(sql, schema)).catch((error: unknown) => {
        throw mapReadError(error);
      }),
  };
}
