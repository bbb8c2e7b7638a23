import type { DriverName, Engine } from './engine.ts';
import type { ErrorCode } from './error-codes.ts';
import type { Category } from './migration.ts';

/** What a step is on one database. See contract in docs/cli.md. */
export type StepState =
  | 'pending'
  | 'held'
  | 'applied'
  | 'started'
  | 'superseded'
  | 'adopted'
  | 'edited'
  | 'missing'
  | 'unknown'
  | 'out-of-order';

/** What a run did with a step; `planned` in a dry run. */
export type StepOutcome = 'applied' | 'already-applied' | 'failed' | 'not-run' | 'planned';

/** Why a database cannot be migrated as it stands. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** One step of a module on one database. */
export interface MigrationReport {
  /** The file name without `.sql`. */
  readonly name: string;
  /** Null for seeds and data steps. */
  readonly version: number | null;
  /** As the file says; as the history says where there is no file. */
  readonly category: string;
  readonly state: StepState;
  /** The reason of a declared no-op, or null. */
  readonly noOp: string | null;
  /** The id of the step that holds this one, or null. */
  readonly heldBy: string | null;
  /** Of the file; of the history row where there is no file. */
  readonly checksum: string;
  /** RFC 3339 UTC, or null where not applied. */
  readonly appliedAt: string | null;
  /** LOCKSTEP_ACTOR, the migrator's `actor`, or user@host of that run; null where not applied. */
  readonly appliedBy: string | null;
  /** What the database took for script and history row, in milliseconds; null where not applied. */
  readonly durationMs: number | null;
  /** In the report of `migrate` and `plan` only. */
  readonly outcome?: StepOutcome;
}

/** Steps that are pending, held or started, by category; 0 where there is none. */
export type PendingCounts = { readonly [C in Category]: number };

/** A module on one database. */
export interface ModuleReport {
  readonly name: string;
  /** The highest applied version, or null. */
  readonly current: number | null;
  /** The highest version among the files, or null where there is none. */
  readonly latest: number | null;
  readonly pending: PendingCounts;
  /** The name of the step at which a standing install ends, or null. */
  readonly installing: string | null;
  /** Why `migrate` would refuse, or null. */
  readonly problem: Problem | null;
  /** In the order in which they run; rows of the history without a file stand where they belong. */
  readonly migrations: readonly MigrationReport[];
}

/** A database, with every module that exists on its engine. */
export interface DatabaseReport {
  /** In the configuration; the redacted URL where it was given as a URL. */
  readonly name: string;
  readonly engine: Engine;
  readonly driver: DriverName;
  /** Without password and token. */
  readonly url: string;
  /** Set where the database could not be reached: then `modules` is empty. */
  readonly error?: Problem;
  readonly modules: readonly ModuleReport[];
}

/** The one value that the command line, the HTTP API and the start-up host print. */
export interface RunReport {
  readonly databases: readonly DatabaseReport[];
  /** Pending, held and started steps over all databases and modules. */
  readonly pendingCount: number;
}
