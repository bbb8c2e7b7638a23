import type { StoreSnapshot } from '../../core/history.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import { mayNameHistory } from '../../engines/sqlite/script-words.ts';
import type { AppliedRow, StepWrite } from '../port.ts';
import type { SqliteTransaction, Step } from './connection.ts';
import type { HistoryBefore } from './prepare-history.ts';
import { installTargetAfter } from './record-step.ts';

/** The history as this session has committed it. */
export interface KnownHistory extends Pick<StoreSnapshot, 'revision' | 'installTarget'> {
  readonly table: string;
  /** The transaction's, where nothing in the schema touches the history; null on a server. */
  readonly version: string | null;
  /** Null where nobody has counted. */
  readonly count: number | null;
  readonly aheadMs: number;
}

/**
 * Returns true where, under the lock, the history is known to be what the plan saw, because nobody has changed the
 * database since this session has written it; and to stay so, because the script does not name it. Where another
 * connection or a script could have left something that touches the history, that asks again.
 */
export function isStillKnown(
  known: KnownHistory | null,
  { version }: SqliteTransaction,
  request: StepWrite,
): known is KnownHistory {
  return (
    isExpected(known, request) &&
    version !== null &&
    known.version === version &&
    !mayNameHistory(request.script.text, request.history.table)
  );
}

/**
 * Returns true on a server where the history should be as this session has left it: then it can be made sure of in the
 * message that brings the script, which saves a round trip.
 */
export function isProbablyKnown(
  known: KnownHistory | null,
  { version }: SqliteTransaction,
  request: StepWrite,
): known is KnownHistory {
  return isExpected(known, request) && version === null && known.count !== null;
}

/** Returns true where what is known is what the plan saw. */
export function isExpected(
  known: KnownHistory | null,
  { history, expected }: StepWrite,
): known is KnownHistory {
  return (
    known !== null &&
    known.table === history.table &&
    known.revision === expected.revision &&
    known.installTarget === expected.installTarget
  );
}

/** The step in front of the script that fails where the history is another than the one known. */
export function refuseOther({ table, revision, count, installTarget }: KnownHistory): Step {
  return { sql: historySql(table).refuseOther, values: [revision, count, installTarget], rows: true };
}

/** Returns what is before a script where the history is known. A file's needs no counting, and its clock is ours. */
export function knownBefore({ version, count, aheadMs }: KnownHistory): HistoryBefore {
  if (version !== null) return { startedMs: Date.now(), count: null, isLeftAlone: true, aheadMs: 0 };
  return { startedMs: Date.now() + aheadMs, count, isLeftAlone: false, aheadMs };
}

/** Returns what is known of the history once the transaction is committed; null where it has to be asked again. */
export function knownAfter(
  { version }: SqliteTransaction,
  write: StepWrite,
  { isLeftAlone, count, aheadMs }: HistoryBefore,
  { revision }: AppliedRow,
): KnownHistory | null {
  const { table } = write.history;
  if (version !== null && (!isLeftAlone || mayNameHistory(write.script.text, table))) return null;
  const installTarget = installTargetAfter(write);
  return { table, version, revision, installTarget, count: count === null ? null : count + 1, aheadMs };
}
