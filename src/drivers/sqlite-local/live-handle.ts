import { LockstepError } from '../../core/errors.ts';
import type { Row } from '../../engines/sqlite/history-rows.ts';
import type { OpenHandle, SqliteHandle, SqliteStatement } from './handle.ts';

export interface LiveHandleOptions {
  /** True where the database goes with its handle. Defaults to false. */
  readonly keepsHandle?: boolean;
  /** True where a prepared statement can be used again, also after it failed. Defaults to false. */
  readonly keepsStatements?: boolean;
}

/** The one open handle on a file, replaced by a new one where the library cannot undo what has happened on it. */
export class LiveHandle {
  readonly keepsHandle: boolean;
  readonly #open: OpenHandle;
  /** Statements that were prepared before, or null where the library has to forget them. */
  readonly #statements: Map<string, SqliteStatement> | null;
  /** Null once closed: a closed handle of libsql ends the process when it is asked anything. */
  #handle: SqliteHandle | null;
  /**
   * Where the library keeps none: libsql leaves a query running that failed on a busy file. It would keep the read lock of every later query, so that
   * nobody could commit, and lock its tables against this very connection.
   */
  #hasFailedQuery = false;
  /** How many handles there were: another one counts the changes of others anew. */
  #generation = 0;

  constructor(open: OpenHandle, { keepsHandle = false, keepsStatements = false }: LiveHandleOptions) {
    this.keepsHandle = keepsHandle;
    this.#open = open;
    this.#statements = keepsStatements ? new Map() : null;
    this.#handle = openConfigured(open);
  }

  get isClosed(): boolean {
    return this.#handle === null;
  }

  get hasFailedQuery(): boolean {
    return this.#hasFailedQuery;
  }

  get inTransaction(): boolean {
    return this.#live.inTransaction;
  }

  exec(sql: string): void {
    this.#live.exec(sql);
  }

  rows(sql: string, ...values: readonly unknown[]): readonly Row[] {
    return this.#prepared(sql, (statement) => statement.all(...values)) as readonly Row[];
  }

  run(sql: string, values: readonly unknown[]): void {
    this.#prepared(sql, (statement) => statement.run(...values));
  }

  /** Equal for two moments between which no other connection has changed the database. */
  version(): string {
    const rows = this.#prepared('PRAGMA data_version', (statement) => {
      statement.raw();
      return statement.all();
    });
    return `${this.#generation}:${String(rows)}`;
  }

  /** Rolls back first: libsql keeps a closed connection, with its locks, until its statements are garbage collected. */
  close(): void {
    const handle = this.#handle;
    this.#handle = null;
    this.#statements?.clear();
    if (handle === null) return;
    try {
      if (handle.inTransaction) handle.exec('ROLLBACK');
    } finally {
      handle.close();
    }
  }

  replace(): void {
    this.close();
    this.#handle = openConfigured(this.#open);
    this.#hasFailedQuery = false;
    this.#generation++;
  }

  #prepared(sql: string, use: (statement: SqliteStatement) => unknown): unknown {
    try {
      let statement = this.#statements?.get(sql);
      if (statement === undefined) {
        statement = this.#live.prepare(sql);
        this.#statements?.set(sql, statement);
      }
      return use(statement);
    } catch (error) {
      // In memory nobody else is kept out, and a new handle would be an empty database.
      this.#hasFailedQuery = this.#statements === null && !this.keepsHandle;
      throw error;
    }
  }

  get #live(): SqliteHandle {
    if (this.#handle === null) throw new LockstepError('DATABASE_UNREACHABLE', 'the session is closed');
    return this.#handle;
  }
}

function openConfigured(open: OpenHandle): SqliteHandle {
  const handle = open();
  try {
    // Both libraries have it on; said once more, because scripts rely on it.
    handle.exec('PRAGMA busy_timeout = 0; PRAGMA foreign_keys = ON');
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}
