import { setTimeout as sleep } from 'node:timers/promises';
import { clockMs } from '../core/clock.ts';
import { LockstepError } from '../core/errors.ts';
import type { HistoryRow } from '../core/history.ts';
import { rereadState } from './read-state.ts';
import { writableSession } from './run.ts';
import type { Side } from './side.ts';

const longestPauseMs = 1_000;
/** Who stops a run does not want to wait, and does want to know. */
const stoppedPatienceMs = 3_000;

/**
 * Finds out what became of a migration whose connection was lost: the server may still be running it. Resolves when the
 * history has it (the state is then the new one). Throws MIGRATION_FAILED when it was rolled back, and
 * OUTCOME_UNKNOWN when the history cannot be read for as long as the lock timeout.
 */
export async function recoverOutcome(side: Side, lost: LockstepError): Promise<void> {
  await readHistoryAgain(side, lost);
  if (isInHistory(side)) return tellRecovered(side);
  const isAlone = side.script.transaction === 'none';
  throw new LockstepError(
    'MIGRATION_FAILED',
    `${lossOf(lost)}, and ${isAlone ? 'the step is not done' : 'the server rolled the migration back'}`,
    {
      hint: isAlone
        ? 'Run migrate again: it goes on behind the last statement that is recorded as done.'
        : 'Run migrate again: the history was read afterwards and nothing of this migration was kept.',
      details: { ...lost.details, offset: null },
      cause: lost,
    },
  );
}

/** Returns whether the history, as it was read last, has the side; `actor` asks whether he has brought it there. */
export function isInHistory(side: Side, actor?: string): boolean {
  const row = rowOf(side);
  if (row === undefined || row.checksum !== side.script.checksum) return false;
  return actor === undefined || row.appliedBy === actor;
}

/** Tells of a side that is applied, as the history has it. */
export function tellRecovered(side: Side): void {
  const { migration, state } = side;
  state.outcomes.set(migration.name, 'applied');
  side.run.emit({
    type: 'migration-applied',
    database: state.database.address.name,
    module: state.module.name,
    migration: migration.name,
    durationMs: rowOf(side)?.durationMs ?? 0,
  });
}

function rowOf({ state, migration }: Side): HistoryRow | undefined {
  return state.snapshot.history.find(({ name }) => name === migration.name);
}

/** Reconnects and waits until nobody holds the lock: only then is the history the last word. */
async function readHistoryAgain(side: Side, lost: LockstepError): Promise<void> {
  const session = writableSession(side.state);
  const { signal } = side.run;
  let deadline = clockMs() + side.run.lockTimeoutMs;
  let isStopped = false;
  let pauseMs = 50;
  let last: unknown = lost;
  while (clockMs() < deadline) {
    if (signal?.aborted && !isStopped) {
      isStopped = true;
      deadline = Math.min(deadline, clockMs() + stoppedPatienceMs);
    }
    try {
      await session.reconnect();
      const lock = await session.lockState(side.state.history);
      if (lock.free) return await rereadState(side.run, side.state);
    } catch (error) {
      last = error;
    }
    await sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
  throw new LockstepError(
    'OUTCOME_UNKNOWN',
    `${lossOf(lost)}, and the history could not be read ${isStopped ? 'before the run was stopped' : `for ${side.run.lockTimeoutMs / 1000} s`}`,
    { details: { ...lost.details, offset: null }, cause: last },
  );
}

function lossOf({ message, details }: LockstepError): string {
  const said = details['engineMessage'];
  return typeof said === 'string' ? `the connection was lost (${said})` : message;
}
