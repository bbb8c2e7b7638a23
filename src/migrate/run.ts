import type { EventListener } from '../core/events.ts';
import type { HistoryRow, StoreSnapshot } from '../core/history.ts';
import type { HistoryTarget, LoadedModule } from '../core/migration.ts';
import type { PlanDatabase, ProgressVerdict, RunRequest } from '../core/plan.ts';
import type { StepOutcome } from '../core/report.ts';
import type { Database } from '../drivers/open.ts';
import type { Session } from '../drivers/port.ts';
import { interrupted } from './interrupted.ts';

/** What every part of one run needs to know. */
export interface Run {
  readonly databases: readonly Database[];
  readonly request: RunRequest;
  readonly actor: string;
  readonly lockTimeoutMs: number;
  readonly waitMs: number;
  readonly signal: AbortSignal | undefined;
  /** Never throws: a listener's failure must not come between two commits. */
  readonly emit: EventListener;
  /**
   * Asked between steps, never between two commits of one step. Throws what a listener threw, and INTERRUPTED unless
   * the work is done.
   */
  readonly checkpoint: (at?: { readonly isDone: boolean }) => void;
  /** False where `checkpoint` would throw. */
  readonly mayGoOn: () => boolean;
  /** Defaults to false. True where somebody may stop the run at each event: then nothing is sent ahead. */
  readonly oneAtATime?: boolean;
  /** Defaults to none: told of waits for the lock more exactly than events tell. */
  readonly lockWatch?: LockWatch;
}

/** Follows the waits for a lock. Its methods never throw. */
export interface LockWatch {
  readonly began: (state: ModuleState) => void;
  /** The history may have moved while the lock was held: the session may be asked. Waited for. */
  readonly moved: (state: ModuleState) => Promise<void>;
  /** It is worth trying again. A wait that ends with an error does not come here. */
  readonly ended: (state: ModuleState) => void;
}

/** Returns the emit and checkpoint of a run that tells `listener` and stops for `signal`. */
export function followRun(
  listener: EventListener,
  signal: AbortSignal | undefined,
): Pick<Run, 'emit' | 'checkpoint' | 'mayGoOn' | 'signal'> {
  const failures: unknown[] = [];
  return {
    signal,
    emit(event) {
      try {
        listener(event);
      } catch (error) {
        failures.push(error);
      }
    },
    checkpoint(at) {
      if (failures.length > 0) throw failures[0];
      if (signal?.aborted === true && at?.isDone !== true) throw interrupted(signal.reason);
    },
    mayGoOn: () => failures.length === 0 && signal?.aborted !== true,
  };
}

/** What a run knows about one module on one database. It follows the database as steps are applied. */
export interface ModuleState {
  readonly database: Database;
  readonly module: LoadedModule;
  readonly history: HistoryTarget;
  /** Null as long as the database does not exist. */
  session: Session | null;
  snapshot: StoreSnapshot & { readonly history: HistoryRow[] };
  progress: ProgressVerdict | null;
  readonly outcomes: Map<string, StepOutcome>;
}

/** The part of a state that the planner looks at. */
export function toPlanDatabase(state: ModuleState): PlanDatabase {
  return {
    name: state.database.address.name,
    engine: state.database.address.engine,
    snapshot: state.snapshot,
    progress: state.progress,
  };
}

/** The open session of a database that is being written to. */
export function writableSession(state: ModuleState): Session {
  if (state.session === null) throw new Error(`${state.database.address.name} is not open`);
  return state.session;
}
