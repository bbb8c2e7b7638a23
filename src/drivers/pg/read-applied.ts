import type { HistoryNames } from '../../engines/postgres/history-names.ts';
import type { AppliedRow, NotNow } from '../port.ts';
import type { PgConnection, Row } from './connection.ts';
import { readHolder } from './lock-state.ts';
import { historyChanged } from './map-error.ts';
import { isoTime } from './snapshot.ts';

/** What the rows of a message say became of the step. Throws FORBIDDEN_STATEMENT where its row is not there. */
export async function readApplied(
  connection: PgConnection,
  names: HistoryNames,
  rows: readonly Row[],
  name: string,
): Promise<NotNow | AppliedRow> {
  // A rule on the history may say something of the same name before.
  const written = rows.findLast((candidate) => 'written' in candidate)?.['written'];
  if (typeof written === 'string') return writtenRow(written, name);
  const outcome = lastOutcome(rows);
  if (outcome === 'moved') return { outcome };
  if (outcome !== 'busy') throw historyChanged();
  return { outcome, holder: await readHolder(connection, names) };
}

/** The last word that the statements before the script had. */
export function lastOutcome(rows: readonly Row[]): unknown {
  return rows.findLast((candidate) => 'outcome' in candidate)?.['outcome'];
}

/** What the last statement says of the row: its number, when it was written, and how long the script took. */
function writtenRow(written: string, name: string): AppliedRow {
  const [revision, appliedAt, durationMs] = written.split(' ');
  return {
    revision: `${revision} ${name}`,
    appliedAt: isoTime(Number(appliedAt)),
    durationMs: Number(durationMs),
  };
}
