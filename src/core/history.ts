/** What a row records beside its columns: where it came from, if not from a plain run. */
export interface HistoryNote {
  /** Written by `baseline`, not by running the script. */
  readonly adopted?: true;
  /** Somebody declared a statement of this non-transactional step done: `repair --mark-done`. */
  readonly markedDone?: { readonly by: string; readonly at: string };
  /** Edits accepted with `repair --accept`, oldest first. */
  readonly accepted?: readonly AcceptedEdit[];
}

export interface AcceptedEdit {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  readonly by: string;
  /** RFC 3339 UTC with milliseconds. */
  readonly at: string;
}

/** One applied migration, as the history table has it. */
export interface HistoryRow {
  readonly name: string;
  readonly category: string;
  readonly checksum: string;
  /** RFC 3339 UTC with milliseconds. */
  readonly appliedAt: string;
  readonly appliedBy: string;
  readonly durationMs: number;
  readonly note: HistoryNote | null;
}

/**
 * `absent`: no history table (or no database yet); `current`: ours; `outdated`: ours without a later column or
 * without the state table, upgraded by the next run; `foreign`: a table of our name with other columns.
 */
export type HistoryFormat = 'absent' | 'current' | 'outdated' | 'foreign';

/** How far a `transaction=none` step got. Written by the runner after every statement. */
export interface StepProgress {
  /** The migration's name. */
  readonly name: string;
  /** Marks the connection that runs the step: its application_name is `lockstep <token>`. */
  readonly token: string;
  /** How many statements are known to be done. */
  readonly done: number;
  /** Running hash over the done statements' text: `sha256:` and hex; of nothing when none is done. */
  readonly hash: string;
  /** Index (from 0) of the statement that was sent and not yet recorded as done, or null. */
  readonly inFlight: number | null;
  /** What the server said when the statement in flight failed, or null. */
  readonly error: string | null;
  /** RFC 3339 UTC, by the server's clock. */
  readonly startedAt: string;
  /** What goes into the history row at the end: who declared one of the statements done. */
  readonly note?: HistoryNote;
}

/** What one database says about one module. Reading it never writes. */
export interface StoreSnapshot {
  readonly format: HistoryFormat;
  /** The columns found where the format is `foreign`, else empty. */
  readonly foreignColumns: readonly string[];
  /** In the order in which the rows were written. */
  readonly history: readonly HistoryRow[];
  /** Opaque; changes with every row that is added. `0` when there is none. */
  readonly revision: string;
  /** The install marker: the name of the step at which the install ends, or null when none stands. */
  readonly installTarget: string | null;
  readonly progress: StepProgress | null;
  /**
   * The user tables of the database (`schema.table` on PostgreSQL, lower-case `table` on SQLite), read only when the
   * history has no row; else empty.
   */
  readonly tables: readonly string[];
}

/** What a database that does not exist yet says. */
export const emptySnapshot: StoreSnapshot = {
  format: 'absent',
  foreignColumns: [],
  history: [],
  revision: '0',
  installTarget: null,
  progress: null,
  tables: [],
};
