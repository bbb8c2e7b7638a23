/**
 * The part of better-sqlite3's interface that the synchronous libsql package shares. Only `all` reads: libsql's `get`
 * leaves the statement running, and a running statement blocks COMMIT and VACUUM.
 */
export interface SqliteHandle {
  readonly inTransaction: boolean;
  /** Runs every statement of the text; `prepare` of libsql takes the first and ignores the rest. */
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

export interface SqliteStatement {
  all(...values: unknown[]): unknown[];
  run(...values: unknown[]): unknown;
  /** From now on rows are arrays: better-sqlite3 compiles a function for the objects again after every change of the schema. */
  raw(): unknown;
}

/** Opens the file anew: the session may have to, after a failure that the library cannot undo. */
export type OpenHandle = () => SqliteHandle;
