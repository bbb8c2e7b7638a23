import type { LockstepError } from '../core/errors.ts';
import type { NotNow } from '../drivers/port.ts';
import { applySide, isConnectionLoss } from './apply-step.ts';
import { explainFailure } from './explain-failure.ts';
import { LockWait } from './lock-wait.ts';
import { noteFailure } from './note-failure.ts';
import { isInHistory, recoverOutcome, tellRecovered } from './recover-outcome.ts';
import { writableSession } from './run.ts';
import { noteApplied, seriesWrite, type Side } from './side.ts';
import { tellBlockers } from './tell-blockers.ts';

/** Follows a series, by the index of its sides. */
export interface SeriesListener {
  readonly began: (index: number) => void;
  /** Says whether to go on. */
  readonly applied: (index: number) => boolean;
}

/**
 * Applies sides of one database one after the other, in as few calls as its driver can: nothing is asked between two of
 * them. Resolves with how many are applied, and with `moved` where another process has changed the history before the next
 * one. What is thrown is about the side behind those that are applied.
 */
export async function applySeries(
  sides: readonly Side[],
  listener: SeriesListener,
): Promise<{ readonly outcome: 'applied' | 'moved'; readonly count: number }> {
  const progress: Progress = { sides, listener, count: 0, goesOn: true };
  listener.began(0);
  while (progress.goesOn && progress.count < sides.length) {
    const result = await sendPatiently(progress).catch((error: unknown) => {
      const failed = sides[progress.count]!;
      throw noteFailure(explainFailure(error, failed.state, failed.migration), [failed]);
    });
    if (result === 'moved') return { outcome: 'moved', count: progress.count };
  }
  return { outcome: 'applied', count: progress.count };
}

interface Progress {
  readonly sides: readonly Side[];
  readonly listener: SeriesListener;
  count: number;
  goesOn: boolean;
}

/** Waits where the lock is busy; each side has a patience of its own. */
async function sendPatiently(progress: Progress): Promise<'applied' | 'moved'> {
  const { count } = progress;
  const first = progress.sides[count]!;
  let wait: LockWait | null = null;
  for (;;) {
    const result = await send(progress, first);
    if (result.outcome !== 'busy') return result.outcome;
    if (progress.count > count) return 'applied';
    wait ??= new LockWait(first.run, first.state);
    await wait.untilFree(result.holder);
  }
}

/** Hands what is left to the session. A `transaction=none` script is a series by itself. */
async function send(progress: Progress, first: Side): Promise<NotNow | { readonly outcome: 'applied' }> {
  if (first.script.transaction === 'none') {
    const result = await applySide(first);
    if (result.outcome !== 'applied') return result;
    noteApplied(first, result);
    goOn(progress);
    return { outcome: 'applied' };
  }
  const session = writableSession(first.state);
  const series = seriesWrite(progress.sides.slice(progress.count));
  try {
    return await tellBlockers(first, (restart) =>
      session.applySeries(series, (row) => {
        restart();
        noteApplied(progress.sides[progress.count]!, row);
        return goOn(progress);
      }),
    );
  } catch (error) {
    if (!isConnectionLoss(error)) throw error;
    await recover(progress, error);
    return { outcome: progress.count < progress.sides.length ? 'moved' : 'applied' };
  }
}

function goOn(progress: Progress): boolean {
  const { listener, sides } = progress;
  progress.goesOn = listener.applied(progress.count);
  progress.count++;
  if (progress.goesOn && progress.count < sides.length) listener.began(progress.count);
  return progress.goesOn;
}

/**
 * The history has the word: what was sent with the first that is not told may be there as well. Steps of another actor, who
 * has gone on in the meantime, are none of this run.
 */
async function recover(progress: Progress, lost: LockstepError): Promise<void> {
  const { listener, sides } = progress;
  await recoverOutcome(sides[progress.count]!, lost);
  listener.applied(progress.count);
  for (;;) {
    progress.count++;
    const side = sides[progress.count];
    if (side === undefined || !isInHistory(side, side.run.actor)) return;
    listener.began(progress.count);
    tellRecovered(side);
    listener.applied(progress.count);
  }
}
