import { clockMs } from '../core/clock.ts';
import type { Side } from './side.ts';
import { writableSession } from './run.ts';

const lookEveryMs = 1_000;

/**
 * Does the work of a script and tells, once it takes longer than a second, whose lock on a table it waits for, where
 * the driver can say so. `restart` says that the next script begins. Without that a run that waits for an application would look like one that hangs.
 */
export async function tellBlockers<T>(
  { run, state }: Side,
  work: (restart: () => void) => Promise<T>,
): Promise<T> {
  const session = writableSession(state);
  if (session.blockedBy === undefined) return work(() => undefined);
  let startedAt = clockMs();
  let isDone = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    // Looking is a courtesy: what goes wrong with it is no failure of the run.
    const holder = await session.blockedBy?.(state.history).catch(() => null);
    if (isDone) return;
    // Another script runs by now.
    if (clockMs() - startedAt >= lookEveryMs && typeof holder === 'string') {
      run.emit({
        type: 'lock-waiting',
        database: state.database.address.name,
        module: state.module.name,
        holder,
        waitedMs: Math.round(clockMs() - startedAt),
      });
    }
    timer = setTimeout(() => void look(), lookEveryMs);
  };
  timer = setTimeout(() => void look(), lookEveryMs);
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
