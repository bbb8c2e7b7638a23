import type { Address } from '../core/address.ts';
import type { EventListener, RunEvent } from '../core/events.ts';
import type { Category, LoadedModule } from '../core/migration.ts';
import type { RunReport } from '../core/report.ts';
import type { Database } from '../drivers/open.ts';

/** What a migrator works on. */
export interface MigratorOptions {
  /**
   * The databases of the run, in the order in which reports list them. An address is opened on demand and closed with
   * the migrator; a database that the caller opened stays the caller's.
   */
  readonly databases: readonly (Address | Database)[];
  /** In the order in which they run. */
  readonly modules: readonly LoadedModule[];
  /** Recorded as `applied_by`. Defaults to LOCKSTEP_ACTOR, else user@host. */
  readonly actor?: string;
  /** Defaults to 30,000: how long to wait for another run that makes no progress. */
  readonly lockTimeoutMs?: number;
  /** Defaults to 0: how long to wait for a database to come up. */
  readonly waitMs?: number;
  /** Defaults to none. Receives the events of every call. */
  readonly onEvent?: EventListener;
}

/** One step on one database of a run that needs consent. */
export interface ConsentStep {
  readonly database: string;
  readonly module: string;
  readonly migration: string;
  readonly category: Category;
}

/** A run over release or data steps of a database that is not being installed. */
export interface ConsentRequest {
  /** What consent is asked for. */
  readonly steps: readonly ConsentStep[];
  /** The other steps of the run: they stand before those, or belong to another module. Empty where there is none. */
  readonly automatic: readonly ConsentStep[];
}

/** What every method of a migrator takes. */
export interface ReadOptions {
  /** An abort ends the call with INTERRUPTED; what was committed stays. */
  readonly signal?: AbortSignal;
}

/** Which steps a run takes. */
export interface PlanOptions extends ReadOptions {
  /** Defaults to the automatic ones. Naming `release` or `data` opens that gate. */
  readonly categories?: readonly Category[];
  /** `V20`, `S001`, `DM001`, or a numbered file's number. Defaults to the last step. */
  readonly to?: string;
}

/** Which steps a run takes, and what is done before its first write. */
export interface MigrateOptions extends PlanOptions {
  /** Asked before the first write of a run that needs consent. Defaults to yes: naming the category is the consent. */
  readonly confirm?: (request: ConsentRequest) => Promise<boolean>;
  /** Folder for a copy of each SQLite database before its first write. Defaults to none. */
  readonly backup?: string;
}

/** A narrow mend. `step` is V18, S001 or DM001; `resume` and `mark-done` mean the step that is half done. */
export type RepairRequest =
  | { readonly kind: 'accept'; readonly step: string; readonly reason: string }
  | { readonly kind: 'resume' }
  | { readonly kind: 'mark-done' };

/** What a repair would do or could do, for showing before it is done. */
export interface RepairProposal {
  readonly database: string;
  readonly module: string;
  readonly migration: string;
  readonly code: 'CHECKSUM_MISMATCH' | 'HALF_DONE';
  /** What stands, for people: both checksums, or the statement in flight with file and line. */
  readonly finding: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Runs over fixed databases and modules. Every method throws LockstepError: DATABASE_UNREACHABLE, DRIVER_MISSING,
 * PERMISSION_DENIED and INTERRUPTED besides what it says itself; `report` of the error has what was done before it.
 */
export interface Migrator extends AsyncDisposable {
  /** The state of every database and module. Writes nothing; an unreachable database carries its error in the report. */
  status(options?: ReadOptions): Promise<RunReport>;
  /** As status; throws the first problem (with the report) where files and history disagree. Pending is no problem. */
  verify(options?: ReadOptions): Promise<RunReport>;
  /** What `migrate` would do: outcome `planned` per step. Writes nothing. Throws what migrate would refuse. */
  plan(options?: PlanOptions): Promise<RunReport>;
  /** Applies. Throws with the report of what was applied before a failure. */
  migrate(options?: MigrateOptions): Promise<RunReport>;
  /**
   * Runs `migrate` and yields its events as they happen, the last being `run-ended` with the report; throws what
   * `migrate` throws. Leaving the loop early stops the run: what was committed stays.
   */
  events(options?: MigrateOptions): AsyncIterableIterator<RunEvent>;
  /** What can be repaired. Writes nothing; empty when nothing can. */
  repairs(options?: ReadOptions): Promise<readonly RepairProposal[]>;
  /** Mends, and returns the state afterwards. The next `migrate` goes on with a step that was half done. */
  repair(request: RepairRequest, options?: ReadOptions): Promise<RunReport>;
}
