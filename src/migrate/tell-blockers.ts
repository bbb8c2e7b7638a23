import { clockMs } from '../core/clock.ts';
import type { Side } from './side.ts';
import { writableSession } from './run.ts';

const lookEveryMs = 1_000;

/**
 * Does the work of one script, or of several in a row, and tells, once one takes longer than a second, whose lock on a table
 * it waits for, where the driver can say so: without that a run that waits for an application would look like one that
 * hangs. `restart` says that the next script begins.
 */
export async function tellBlockers<T>(
  { run, state }: Side,
  work: (restart: () => void) => Promise<T>,
): Promise<T> {
  const session = writableSession(state);
  if (session.blockedBy === undefined) return work(() => undefined);
  let startedAt = clockMs();
  let isDone = false;
  const look = async (): Promise<void> => {
    const lookedAt = startedAt;
    // Looking is a courtesy: what goes wrong with it is no failure of the run.
    const holder = await session.blockedBy?.(state.history).catch(() => null);
    // Over, or another script runs by now, for which the timer runs already.
    if (isDone || lookedAt !== startedAt) return;
    if (typeof holder === 'string') {
      run.emit({
        type: 'lock-waiting',
        database: state.database.address.name,
        module: state.module.name,
        holder,
        waitedMs: Math.round(clockMs() - startedAt),
      });
    }
    timer.refresh();
  };
  const timer = setTimeout(() => void look(), lookEveryMs);
  try {
    return await work(() => {
      startedAt = clockMs();
      timer.refresh();
    });
  } finally {
    isDone = true;
    clearTimeout(timer);
  }
}
