import { adoptPart } from '../../engines/postgres/adopt-sql.ts';
import { historyNames } from '../../engines/postgres/history-names.ts';
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
import type { Adoption, NotNow } from '../port.ts';
import type { PgConnection } from './connection.ts';
import { readHolder } from './lock-state.ts';
import { mapError } from './map-error.ts';
import { readOutcome } from './outcome.ts';
import { rollBack } from './roll-back.ts';

/** Writes the rows of adopted steps under the lock, in one message: all of them or none. */
export async function adoptHistory(
  connection: PgConnection,
  { history, rows, appliedBy, expected }: Adoption,
): Promise<NotNow | { readonly outcome: 'adopted' }> {
  const names = historyNames(history);
  const note = JSON.stringify({ adopted: true });
  const block = blockSql(
    guardPart(names, expected),
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
    const { outcome } = readOutcome(await connection.send(`${beginSql()}${block}${outcomeSql}${endSql}`));
    if (outcome === 'busy') return { outcome, holder: await readHolder(connection, names) };
    return outcome === 'moved' ? { outcome } : { outcome: 'adopted' };
  } catch (error) {
    await rollBack(connection);
    throw mapError(error);
  }
}
