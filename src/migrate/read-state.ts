import { emptySnapshot, type HistoryRow, type StoreSnapshot } from '../core/history.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { ProgressVerdict } from '../core/plan.ts';
import type { Database } from '../drivers/open.ts';
import type { Session } from '../drivers/port.ts';
import { unlessInterrupted } from './interrupted.ts';
import { isKeptOut, LockWait, type Waiting } from './lock-wait.ts';
import type { ModuleState } from './run.ts';

/** What a module's history says on a database, or null where the module does not exist on its engine. */
export async function readState(
  run: Waiting,
  database: Database,
  session: Session | null,
  module: LoadedModule,
): Promise<ModuleState | null> {
  const history = module.history[database.address.engine];
  if (history === null) return null;
  const state: ModuleState = {
    database,
    module,
    history,
    session,
    snapshot: { ...emptySnapshot, history: [] },
    progress: null,
    outcomes: new Map(),
  };
  await rereadState(run, state);
  return state;
}

/**
 * Reads the history again: somebody else may have moved it. Waits as for the lock where another process keeps readers
 * out. A database that does not exist stays empty.
 */
export async function rereadState(run: Waiting, state: ModuleState): Promise<void> {
  const { session } = state;
  if (session === null) return;
  const wait = new LockWait(run, state);
  for (;;) {
    try {
      const snapshot = await unlessInterrupted(session.read(state.history), run.signal);
      state.snapshot = { ...snapshot, history: [...snapshot.history] };
      state.progress = await judgeProgress(state, session, snapshot);
      return;
    } catch (error) {
      if (!isKeptOut(error)) throw error;
      await wait.untilFree(null);
    }
  }
}

async function judgeProgress(
  state: ModuleState,
  session: Session,
  snapshot: StoreSnapshot,
): Promise<ProgressVerdict | null> {
  const { progress } = snapshot;
  if (progress === null || session.judgeProgress === undefined) return null;
  const script = state.module.chain.find((migration) => migration.name === progress.name)?.scripts[
    session.engine
  ];
  // Without a file the history's own states (missing, newer) tell what is wrong.
  if (script === undefined || script === null) return null;
  return session.judgeProgress(state.history, script, progress);
}

/** Follows a committed step without reading the history again. */
export function recordApplied(
  state: ModuleState,
  row: HistoryRow,
  now: { readonly revision: string; readonly installTarget: string | null },
): void {
  state.snapshot.history.push(row);
  state.snapshot = { ...state.snapshot, ...now, format: 'current', progress: null };
  state.progress = null;
  state.outcomes.set(row.name, 'applied');
}
