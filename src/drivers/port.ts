import type { DriverName, Engine } from '../core/engine.ts';
import type { HistoryNote, StepProgress, StoreSnapshot } from '../core/history.ts';
import type { Category, HistoryTarget, Script } from '../core/migration.ts';
import type { InstallChange, ProgressVerdict } from '../core/plan.ts';

/** What a driver can do that others cannot. Differences are declared here, not asked by name elsewhere. */
export interface Capabilities {
  /** `apply` decides, runs, records and commits in one message, so a pair run leaves the commit inside it. */
  readonly appliesInOneMessage: boolean;
  /** `transaction=none` scripts: `applyAlone` and `judgeProgress` are there. */
  readonly runsAlone: boolean;
  /** `backup` is there. */
  readonly backsUp: boolean;
  /** The place in the order of scripts in a pair run: local SQLite 0, PostgreSQL 1, remote libsql 2. Commits go the other way. */
  readonly scriptOrder: number;
}

/** One attempt to bring one migration onto one database. */
export interface StepWrite {
  readonly history: HistoryTarget;
  readonly migration: { readonly name: string; readonly category: Category };
  readonly script: Script;
  readonly appliedBy: string;
  /** What the plan saw. Decided again under the lock: anything else there is `moved`. */
  readonly expected: Pick<StoreSnapshot, 'format' | 'revision' | 'installTarget'>;
  readonly install: InstallChange;
  /** Aborts the script in flight where the engine can; it is then rolled back and INTERRUPTED is thrown. */
  readonly signal?: AbortSignal | undefined;
}

export interface AppliedRow {
  /** The history's revision with this row in it. */
  readonly revision: string;
  /** RFC 3339 UTC with milliseconds, by the database's clock. */
  readonly appliedAt: string;
  readonly durationMs: number;
}

/** Somebody else has the lock (nothing was taken, nothing changed), or the history is not what the plan saw. */
export type NotNow =
  | { readonly outcome: 'busy'; readonly holder: string | null }
  | { readonly outcome: 'moved' };

export type ApplyResult = NotNow | ({ readonly outcome: 'applied' } & AppliedRow);

/** Steps that follow each other on one database, each in a transaction of its own: none is `transaction=none`. */
export interface Series extends Pick<StepWrite, 'history' | 'appliedBy' | 'signal'> {
  readonly steps: readonly Pick<StepWrite, 'migration' | 'script' | 'install'>[];
  /** What the plan saw before the first; each other one expects what the one before it leaves. */
  readonly expected: StepWrite['expected'];
}

/** A script that has run with its history row inside an open transaction. */
export interface PreparedStep {
  /** Brings deferred constraints forward. Throws FOREIGN_KEY_VIOLATION or MIGRATION_FAILED; the caller then rolls back. */
  settle(): Promise<void>;
  commit(): Promise<AppliedRow>;
  /** Never throws for a transaction that is already gone. */
  rollback(): Promise<void>;
}

export type PrepareResult = NotNow | { readonly outcome: 'prepared'; readonly step: PreparedStep };

/** Who is working on this history right now; read without taking or waiting for anything. */
export interface LockState {
  readonly free: boolean;
  /** For people, e.g. `pid 4711, lockstep, since 12:30:01`; null where unknown. */
  readonly holder: string | null;
  /** Changes whenever the history or the progress of a step changes: the lock timeout counts from the last change. */
  readonly change: string;
}

export interface AloneHooks {
  readonly onStatementStarted: (index: number, count: number) => void;
  readonly onStatementDone: (index: number, count: number) => void;
}

/**
 * A narrow change of the history, taken under the same lock as a migration; `moved` where what it mends has changed.
 * `accept` replaces a row's checksum. `resume`: the statement in flight counts as not done, so the next run sends it
 * again. `mark-done`: it counts as done; when it was the script's last, the history row is written.
 */
export type Mend =
  | {
      readonly kind: 'accept';
      readonly name: string;
      readonly from: string;
      readonly to: string;
      readonly note: HistoryNote;
    }
  | { readonly kind: 'resume'; readonly progress: StepProgress }
  | {
      readonly kind: 'mark-done';
      readonly progress: StepProgress;
      readonly category: Category;
      readonly script: Script;
      readonly appliedBy: string;
      readonly note: HistoryNote;
    };

/** Rows of a history for steps that another hand has brought onto the database: what `baseline` writes. */
export interface Adoption {
  readonly history: HistoryTarget;
  /** In the order of the chain. */
  readonly rows: readonly {
    readonly name: string;
    readonly category: Category;
    readonly checksum: string;
  }[];
  readonly appliedBy: string;
  /** What was read: a history without rows. Decided again under the lock: anything else there is `moved`. */
  readonly expected: StepWrite['expected'];
  /**
   * Asked under the lock, the rows written and not committed, whether the schema is still what was compared; false is `moved`
   * too. What the reader reads it reads in that transaction.
   */
  readonly isStillSo?: (reader: Reader) => Promise<boolean>;
}

/** The part of a session that reads what the catalog and the tables hold. */
export type Reader = Pick<Session, 'engine' | 'query'>;

/**
 * One open database. Every method throws LockstepError only: native errors are mapped in the driver's map-error file.
 * A failing script throws MIGRATION_FAILED (or a more exact code) with details `engineCode`, `engineMessage`,
 * `offset` (index into `script.text` in UTF-16 units, or null where the engine gives none) and `statement`.
 * A lost connection throws DATABASE_UNREACHABLE with details `connectionLost: true`.
 * A session that never waits for anybody gives the event loop its turn by itself: signals, timers and progress live there.
 */
export interface Session extends AsyncDisposable {
  readonly engine: Engine;
  readonly driver: DriverName;
  readonly capabilities: Capabilities;
  /** Equal for two addresses that lead to one store. */
  identity(): Promise<string>;
  /** One query where the history exists. Never writes, never locks. */
  read(history: HistoryTarget): Promise<StoreSnapshot>;
  /**
   * The rows of one statement that reads, for what the catalog and the tables hold. On PostgreSQL unqualified names mean
   * `schema`, where one is given, and nothing can be written.
   */
  query(sql: string, schema?: string | null): Promise<readonly Row[]>;
  /** Lock, decide again, run, record, commit. A busy lock is never waited for longer than 200 ms. */
  apply(write: StepWrite): Promise<ApplyResult>;
  /**
   * Does for each step what `apply` does, in order, and may send several at once. `onApplied` is told of each as soon as it
   * is known to be committed, in order; what it says is whether to go on: with false nothing more is begun, but what was
   * sent already ends and is told. Ends at the first step that does not go: `busy`, `moved` and what is thrown are about
   * the first one that was not told. `applied` where all were, or `onApplied` has stopped it.
   */
  applySeries(
    series: Series,
    onApplied: (row: AppliedRow) => boolean,
  ): Promise<NotNow | { readonly outcome: 'applied' }>;
  /** As `apply`, stopping before the commit. */
  prepare(write: StepWrite): Promise<PrepareResult>;
  lockState(history: HistoryTarget): Promise<LockState>;
  /**
   * Whose lock the script waits for that runs under this history's lock right now, for people; null where it waits for
   * nobody. Asked on a connection of its own while `apply` or `prepare` is under way.
   */
  blockedBy?(history: HistoryTarget): Promise<string | null>;
  /** Runs a `transaction=none` script statement by statement, resuming where `progress` stopped. */
  applyAlone?(write: StepWrite, progress: StepProgress | null, hooks: AloneHooks): Promise<ApplyResult>;
  /** What became of the statement that was in flight. Never writes. */
  judgeProgress?(history: HistoryTarget, script: Script, progress: StepProgress): Promise<ProgressVerdict>;
  mend(history: HistoryTarget, mend: Mend): Promise<NotNow | { readonly outcome: 'mended' }>;
  /**
   * Writes all rows, with the note `{"adopted":true}` and without a marker, or none; creates the history where it is absent.
   * On SQLite nobody changes the schema between `isStillSo` and the commit; on PostgreSQL nothing can keep them from it.
   */
  adopt(adoption: Adoption): Promise<NotNow | { readonly outcome: 'adopted' }>;
  /** Copies the database into a new file of the folder and returns its path. */
  backup?(folder: string): Promise<string>;
  /** Gives up what a run keeps between migrations (the claim of a remote run). Needs no signal and never throws. */
  leave(history: HistoryTarget): Promise<void>;
  /** After a lost connection: opens a new one. */
  reconnect(): Promise<void>;
}

/** A row of a query, by column name. Values are as the driver's package gives them. */
export type Row = Readonly<Record<string, unknown>>;

export interface OpenOptions {
  /** Create a file that does not exist (migrate, the start-up host). Else opening one gives null. */
  readonly create: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The entry of a driver folder: `null` where the database does not exist and may not be created. */
export type OpenSession = (url: string, options: OpenOptions) => Promise<Session | null>;
