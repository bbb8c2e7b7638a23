import { LockstepError } from '../../core/errors.ts';
import { type HistoryNames, historyNames } from '../../engines/postgres/history-names.ts';
import { formatSql, installTargetSql, revisionSql } from '../../engines/postgres/history-sql.ts';
import type { NotNow, StepWrite } from '../port.ts';
import type { PgConnection } from './connection.ts';
import { isMissingObject } from './map-error.ts';
import type { PgError } from './pg-error.ts';

/**
 * What follows from a message that failed and was rolled back: `moved` where the history is no longer what was read,
 * `again` where the message was about prepared statements that have gone. Else throws the error, the connection closed.
 */
export async function judgeFailure(
  connection: PgConnection,
  { history, expected }: Pick<StepWrite, 'history' | 'expected'>,
  error: unknown,
  wasPrepared: boolean,
): Promise<NotNow | 'again'> {
  if (wasPrepared && isAboutPrepared(error) && connection.usable) {
    // A function has deallocated what was ours, or met what another one had prepared: once more, without ours.
    connection.facts = null;
    return 'again';
  }
  const isMoved = isAboutHistory(error) && (await hasMoved(connection, historyNames(history), expected));
  await connection.close();
  if (isMoved) return { outcome: 'moved' };
  throw error;
}

/** Raised by a statement of the message itself: what a script raises has a place in the block around it. */
function ownError(error: unknown): PgError | null {
  const cause = error instanceof LockstepError ? (error.cause as PgError | undefined) : undefined;
  return cause?.severity !== undefined && cause.where === undefined ? cause : null;
}

function isAboutPrepared(error: unknown): boolean {
  const native = error instanceof LockstepError ? (error.cause as PgError | undefined) : undefined;
  return native?.code === '42P05' || ownError(error)?.code === '26000';
}

function isAboutHistory(error: unknown): boolean {
  const own = ownError(error);
  return own !== null && (own.code === '42501' || isMissingObject(own));
}

/** Somebody has changed the history, or hidden it, since it was read. */
async function hasMoved(
  connection: PgConnection,
  names: HistoryNames,
  expected: StepWrite['expected'],
): Promise<boolean> {
  try {
    const [found] = await connection.send(`SELECT ${formatSql(names)} AS format`);
    if (found?.['format'] !== 'current') return true;
    const [now] = await connection.send(
      `SELECT ${revisionSql(names)} AS revision, ${installTargetSql(names)} AS target`,
    );
    return now?.['revision'] !== expected.revision || now['target'] !== expected.installTarget;
  } catch {
    return false;
  }
}
