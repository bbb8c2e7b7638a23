import type { Row } from '../../engines/sqlite/history-rows.ts';

/** One statement. A script's statements bind nothing and want no rows. */
export interface Step {
  readonly sql: string;
  readonly values?: readonly (string | number | null)[];
  /** True where the rows are wanted; else none are given back. */
  readonly rows?: true;
}

/** At once where nobody has to be waited for: that of a library that runs in this thread takes less than a promise. */
export type Awaitable<T> = T | Promise<T>;

/**
 * What the session needs of a SQLite library or server. Errors are the library's own, except for `StepError`, which
 * says at which step; the session maps them.
 */
export interface SqliteConnection {
  /**
   * The rows of each query, all of one state of the database. Where somebody keeps readers out, it throws SQLITE_BUSY
   * after `patienceMs`, which defaults to a quarter of a second.
   */
  read(queries: readonly Step[], patienceMs?: number): Promise<readonly (readonly Row[])[]>;
  /**
   * Takes the write lock, or returns null where somebody else has it; then nothing was taken. A server may be asked only
   * with the first steps: then these throw its SQLITE_BUSY, not a StepError.
   */
  begin(options: BeginOptions): Awaitable<SqliteTransaction | null>;
  /**
   * Does the work in a transaction of its own: at once, where nobody has to be waited for. False where somebody has, where
   * the work is not to be done like that, or the commit is refused: then nothing is kept, and the long way tells more. Throws
   * StepError, with nothing kept; a statement's index is its own, a recording step's is the number of statements.
   */
  writeAtOnce?(work: WorkAtOnce): boolean;
  /** Gives the event loop its turn where it has waited for long. */
  giveTurn?(): Awaitable<void>;
  /** Throws away what is open and connects again. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export interface WorkAtOnce {
  /** That of the last transaction: nobody has changed the database since. */
  readonly version: string;
  /** What is asked before the statements; the work is done where the answer allows it. */
  readonly question: { readonly sql: string; readonly allows: (rows: readonly Row[]) => boolean } | null;
  readonly statements: readonly string[];
  /** Asked for when the statements have run. */
  readonly record: () => readonly Step[];
}

export interface BeginOptions {
  readonly foreignKeys: 'on' | 'off';
  /** True where readers must be out as well, so that the commit cannot find the database busy. */
  readonly exclusive: boolean;
}

export interface SqliteTransaction {
  /**
   * Equal for two transactions of one connection where nobody else has changed the database between them; null where
   * that cannot be known.
   */
  readonly version: string | null;
  /** Runs the steps in order and stops at the first that fails: StepError. An abort throws the signal's reason. */
  run(steps: readonly Step[], signal?: AbortSignal): Awaitable<readonly (readonly Row[])[]>;
  /** After a failure the transaction may still be open: call `rollback`. */
  commit(signal?: AbortSignal): Awaitable<void>;
  /** Never throws, also for a transaction that is gone. Settings of the connection are as before `begin`. */
  rollback(): Promise<void>;
}

/** A step that failed, by its index, with the library's error; `endedTransaction` where it ended ours without failing. */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly index: number;
  readonly endedTransaction: boolean;

  constructor(index: number, cause: unknown, endedTransaction = false) {
    super(`step ${index} failed`, { cause });
    this.index = index;
    this.endedTransaction = endedTransaction;
  }
}
