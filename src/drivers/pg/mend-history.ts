import { type HistoryNames, historyNames } from '../../engines/postgres/history-names.ts';
import {
  acceptPart,
  markDonePart,
  mendGuardPart,
  replaceProgressPart,
} from '../../engines/postgres/mend-sql.ts';
import { statementsHash } from '../../engines/postgres/progress.ts';
import { beginSql, blockSql, endSql, outcomeSql, whenGo } from '../../engines/postgres/write-sql.ts';
import { splitStatements } from '../../sql/statements.ts';
import type { HistoryTarget } from '../../core/migration.ts';
import type { Mend, NotNow } from '../port.ts';
import { readOutcome } from './outcome.ts';
import { rollBack } from './roll-back.ts';
import type { PgConnection } from './connection.ts';
import { readHolder } from './lock-state.ts';
import { mapError } from './map-error.ts';

/** Changes one row under the lock, in one message; `moved` where the row is not what the mend was made for. */
export async function mendHistory(
  connection: PgConnection,
  history: HistoryTarget,
  mend: Mend,
): Promise<NotNow | { readonly outcome: 'mended' }> {
  const names = historyNames(history);
  const block = blockSql(mendGuardPart(names), whenGo(mendPart(names, mend)));
  try {
    const { outcome } = readOutcome(await connection.send(`${beginSql()}${block}${outcomeSql}${endSql}`));
    if (outcome === 'busy') return { outcome, holder: await readHolder(connection, names) };
    return outcome === 'moved' ? { outcome } : { outcome: 'mended' };
  } catch (error) {
    await rollBack(connection);
    throw mapError(error);
  }
}

function mendPart(names: HistoryNames, mend: Mend): string {
  if (mend.kind === 'accept') return acceptPart(names, { ...mend, note: JSON.stringify(mend.note) });
  const { progress } = mend;
  const settled = { ...progress, inFlight: null, error: null };
  if (mend.kind === 'resume') return replaceProgressPart(names, progress, settled);

  const { script, category, appliedBy } = mend;
  const statements = splitStatements('postgres', script.text);
  const done = progress.inFlight === null ? progress.done : progress.inFlight + 1;
  const note = { ...progress.note, ...mend.note };
  if (done < statements.length) {
    const hash = statementsHash(statements, done);
    return replaceProgressPart(names, progress, { ...settled, done, hash, note });
  }
  return markDonePart(names, progress, {
    name: progress.name,
    category,
    checksum: script.checksum,
    appliedBy,
    note: JSON.stringify(note),
  });
}
