import type { Engine } from './engine.ts';
import type { HistoryRow, StoreSnapshot } from './history.ts';
import type { Category, LoadedModule, Migration } from './migration.ts';
import type { PendingCounts, Problem, StepState } from './report.ts';

/** What the caller asked for. */
export interface RunRequest {
  /** The categories named by the caller, or null for the automatic ones. Naming a category opens its gate. */
  readonly categories: readonly Category[] | null;
  /** The name of the last step to run, or null for all. */
  readonly to: string | null;
}

/** What the server knows about the statement of a `transaction=none` step that was in flight. */
export type ProgressVerdict =
  | { readonly state: 'resumable' }
  | { readonly state: 'running'; readonly holder: string }
  | { readonly state: 'edited'; readonly recorded: string; readonly found: string }
  | { readonly state: 'half-done'; readonly statement: string; readonly line: number };

/** One database of a run, as read. */
export interface PlanDatabase {
  readonly name: string;
  readonly engine: Engine;
  readonly snapshot: StoreSnapshot;
  /** The judgement of `snapshot.progress`, or null where there is no progress. */
  readonly progress: ProgressVerdict | null;
}

export type InstallChange =
  | { readonly kind: 'keep' }
  | { readonly kind: 'set'; readonly target: string }
  | { readonly kind: 'clear' };

/** One database's part in a round. */
export interface RoundSide {
  readonly database: string;
  readonly install: InstallChange;
  /** True for a release or data step where the database is not being installed at this step: ask first. */
  readonly needsConsent: boolean;
}

/** One migration, on every database of the run that lacks it. It commits on all of them or on none. */
export interface Round {
  readonly migration: Migration;
  readonly sides: readonly RoundSide[];
}

/** One step of one database: from the files, or a history row without a file (`migration` null). */
export interface PlannedStep {
  readonly name: string;
  readonly migration: Migration | null;
  readonly row: HistoryRow | null;
  readonly state: StepState;
  /** The id of the step that holds this one, or null. */
  readonly heldBy: string | null;
  /** True where this run would apply it. */
  readonly willRun: boolean;
}

export interface DatabasePlan {
  readonly database: string;
  readonly engine: Engine;
  readonly problem: Problem | null;
  /** The install marker as it stands: the name of its target, or null where none stands or its target is reached. */
  readonly marker: string | null;
  /** The target of a standing or planned install, or null. */
  readonly installing: string | null;
  /** The highest applied version, or null. */
  readonly current: number | null;
  /** Open steps by category: pending, held and started ones. */
  readonly pending: PendingCounts;
  /** Files in chain order, rows without a file behind them; made when first asked for. */
  readonly steps: readonly PlannedStep[];
}

/** What a run of one module would do. With a problem on any database there are no rounds. */
export interface ModulePlan {
  readonly module: LoadedModule;
  readonly databases: readonly DatabasePlan[];
  /** In the order in which they run. */
  readonly rounds: readonly Round[];
  /** Steps of a named category that stay held on some database: the run ends with MANUAL_PENDING. */
  readonly stillHeld: readonly {
    readonly database: string;
    readonly name: string;
    readonly heldBy: string;
  }[];
  /** True where any side of any round needs consent. */
  readonly needsConsent: boolean;
}
