import type { StoreSnapshot } from '../../core/history.ts';
import { mayNameHistory } from '../../engines/sqlite/script-words.ts';
import type { AppliedRow, StepWrite } from '../port.ts';
import type { SqliteTransaction } from './connection.ts';
import type { HistoryBefore } from './prepare-history.ts';
import { installTargetAfter } from './record-step.ts';

/** The history as this session has committed it, with nothing in the schema that would touch it. */
export interface KnownHistory extends Pick<StoreSnapshot, 'revision' | 'installTarget'> {
  readonly table: string;
  /** The transaction's. */
  readonly version: string;
}

/**
 * Returns true where, under the lock, the history is known to be what the plan saw, because nobody has changed the
 * database since this session has written it; and to stay so, because the script does not name it. Where another
 * connection or a script could have left something that touches the history, that asks again.
 */
export function isStillKnown(
  known: KnownHistory | null,
  { version }: SqliteTransaction,
  { history, expected, script }: StepWrite,
): boolean {
  return (
    known !== null &&
    known.version === version &&
    known.table === history.table &&
    known.revision === expected.revision &&
    known.installTarget === expected.installTarget &&
    !mayNameHistory(script.text, history.table)
  );
}

/** Returns what is before a script where the history is still known. Only a file's is, and its clock is this machine's. */
export function knownBefore(): HistoryBefore {
  return { startedMs: Date.now(), count: null, isLeftAlone: true };
}

/** Returns what is known of the history once the transaction is committed; null where it has to be asked again. */
export function knownAfter(
  { version }: SqliteTransaction,
  write: StepWrite,
  { isLeftAlone }: HistoryBefore,
  { revision }: AppliedRow,
): KnownHistory | null {
  const { table } = write.history;
  if (version === null || !isLeftAlone || mayNameHistory(write.script.text, table)) return null;
  return { table, version, revision, installTarget: installTargetAfter(write) };
}
