import { setImmediate as nextTurn } from 'node:timers/promises';
import { clockMs } from '../../core/clock.ts';
import { LockstepError } from '../../core/errors.ts';
import { temporaryObjects } from '../../engines/sqlite/catalog-sql.ts';
import { mayMakeTemporary } from '../../engines/sqlite/script-words.ts';
import type { Row } from '../../engines/sqlite/history-rows.ts';
import {
  type Awaitable,
  type BeginOptions,
  type SqliteConnection,
  type SqliteTransaction,
  type Step,
  StepError,
} from '../sqlite/connection.ts';
import { isBusy } from '../sqlite/map-error.ts';
import { throwIfAborted } from '../sqlite/session.ts';
import type { OpenHandle, SqliteHandle, SqliteStatement } from './handle.ts';
import { retryWhileBusy } from './retry-while-busy.ts';

const lockPatienceMs = 200;
/** With a rollback journal readers have to finish before a commit. Whoever wants to wait longer asks again. */
const commitPatienceMs = 1_000;
/** A writer with a rollback journal keeps readers out while it commits, and a pair run for longer. */
const readPatienceMs = 250;
const copyPatienceMs = 5_000;
/** How long statements may run before the event loop gets its turn: timers, signals and progress live there. */
const longestTurnMs = 50;

export interface LocalOptions {
  /** True where the database goes with its handle. Defaults to false. */
  readonly keepsHandle?: boolean;
  /** True where a prepared statement can be used again, also after it failed. Defaults to false. */
  readonly keepsStatements?: boolean;
}

/** A database file through one of the two synchronous libraries. Waiting is never done inside the library. */
export class LocalConnection implements SqliteConnection {
  readonly #open: OpenHandle;
  readonly #keepsHandle: boolean;
  /** Statements that were prepared before, or null where the library has to forget them. */
  readonly #statements: Map<string, SqliteStatement> | null;
  /** Null once closed: a closed handle of libsql ends the process when it is asked anything. */
  #handle: SqliteHandle | null;
  /**
   * Where the library keeps none: libsql leaves a query running that failed on a busy file. It would keep the read lock of every later query, so that
   * nobody could commit, and lock its tables against this very connection.
   */
  #hasFailedQuery = false;
  #foreignKeysAreOff = false;
  #mayHaveTemporary = false;
  /** How many handles there were: another one counts the changes of others anew. */
  #generation = 0;
  /** Across calls: many short ones keep the event loop waiting just as long. */
  #turnStartedAt: number = clockMs();

  constructor(open: OpenHandle, { keepsHandle = false, keepsStatements = false }: LocalOptions = {}) {
    this.#open = open;
    this.#keepsHandle = keepsHandle;
    this.#statements = keepsStatements ? new Map() : null;
    this.#handle = openConfigured(open);
  }

  async read(
    queries: readonly Step[],
    patienceMs: number = readPatienceMs,
  ): Promise<readonly (readonly Row[])[]> {
    if (this.#isLongTurn()) await this.#giveTurn();
    return retryWhileBusy(() => {
      this.#dropFailedQuery();
      if (queries.length === 1 || this.#live.inTransaction) return this.#runAll(queries);
      this.#live.exec('BEGIN');
      try {
        return this.#runAll(queries);
      } finally {
        this.#live.exec('ROLLBACK');
      }
    }, patienceMs);
  }

  begin(options: BeginOptions): Awaitable<SqliteTransaction | null> {
    if (this.#isLongTurn()) return this.#giveTurn().then(() => this.begin(options));
    this.#dropFailedQuery();
    try {
      const begun = retryWhileBusy(() => this.#begin(options), lockPatienceMs);
      return begun instanceof Promise ? begun.catch((error: unknown) => this.#refuseBegin(error)) : begun;
    } catch (error) {
      return this.#refuseBegin(error);
    }
  }

  #begin(options: BeginOptions): SqliteTransaction {
    this.#lock(options);
    if (this.#hasTemporary()) {
      this.#replaceHandle();
      this.#lock(options);
    }
    return {
      version: `${this.#generation}:${this.#dataVersion()}`,
      run: (steps, signal) => this.#runInTurns(steps, signal),
      commit: (signal) => retryWhileBusy(() => this.#commit(), commitPatienceMs, signal),
      rollback: async () => this.#rollBack(),
    };
  }

  #lock({ foreignKeys, exclusive }: BeginOptions): void {
    if (foreignKeys === 'off') this.#switchForeignKeys('OFF');
    this.#live.exec(exclusive ? 'BEGIN EXCLUSIVE' : 'BEGIN IMMEDIATE');
  }

  #refuseBegin(error: unknown): null {
    this.#rollBack();
    if (isBusy(error)) return null;
    throw error;
  }

  #commit(): void {
    this.#live.exec('COMMIT');
    this.#restoreForeignKeys();
  }

  async reopen(): Promise<void> {
    this.#replaceHandle();
  }

  async close(): Promise<void> {
    this.#closeHandle();
  }

  /** Copies: runs one statement outside a transaction. */
  async exec(sql: string): Promise<void> {
    await retryWhileBusy(() => this.#live.exec(sql), copyPatienceMs);
  }

  /** A script's TEMP tables would stand in front of the next script's: true where only a new handle is without them. */
  #hasTemporary(): boolean {
    if (!this.#mayHaveTemporary) return false;
    const left = this.#rows(temporaryObjects);
    this.#mayHaveTemporary = left.length > 0;
    if (!this.#keepsHandle) return left.length > 0;
    for (const { drop } of left) this.#live.exec(String(drop));
    return false;
  }

  #runInTurns(
    steps: readonly Step[],
    signal: AbortSignal | undefined,
    results: (readonly Row[])[] = [],
  ): Awaitable<readonly (readonly Row[])[]> {
    for (let index = results.length; index < steps.length; index++) {
      if (this.#isLongTurn()) {
        return this.#giveTurn().then(() => {
          throwIfAborted(signal);
          return this.#runInTurns(steps, signal, results);
        });
      }
      try {
        results.push(this.#run(steps[index]!));
      } catch (error) {
        throw new StepError(index, error);
      }
      if (!this.#live.inTransaction) throw new StepError(index, null, true);
    }
    return results;
  }

  #isLongTurn(): boolean {
    return clockMs() - this.#turnStartedAt > longestTurnMs;
  }

  async #giveTurn(): Promise<void> {
    await nextTurn();
    this.#turnStartedAt = clockMs();
  }

  #runAll(steps: readonly Step[]): readonly (readonly Row[])[] {
    return steps.map((step) => this.#run(step));
  }

  #run({ sql, values = [], rows }: Step): readonly Row[] {
    if (rows) return this.#rows(sql, ...values);
    if (values.length === 0) {
      // Noted before it runs: it may fail behind what it made.
      this.#mayHaveTemporary ||= mayMakeTemporary(sql);
      this.#live.exec(sql);
    } else this.#prepared(sql, (statement) => statement.run(...values));
    return [];
  }

  #dataVersion(): string {
    const rows = this.#prepared('PRAGMA data_version', (statement) => {
      statement.raw();
      return statement.all();
    });
    return String(rows);
  }

  #rows(sql: string, ...values: readonly unknown[]): readonly Row[] {
    return this.#prepared(sql, (statement) => statement.all(...values)) as readonly Row[];
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
      this.#hasFailedQuery = this.#statements === null && !this.#keepsHandle;
      throw error;
    }
  }

  #dropFailedQuery(): void {
    if (this.#hasFailedQuery && !this.#live.inTransaction) this.#replaceHandle();
  }

  #rollBack(): void {
    if (this.#handle === null) return;
    try {
      // The engine may have ended it: INSERT OR ROLLBACK, a full disk.
      if (this.#live.inTransaction) this.#live.exec('ROLLBACK');
      this.#restoreForeignKeys();
    } catch {
      // Closing rolls back too.
      this.#replaceHandle();
    }
  }

  #restoreForeignKeys(): void {
    if (!this.#foreignKeysAreOff) return;
    try {
      this.#switchForeignKeys('ON');
    } catch {
      this.#replaceHandle();
    }
  }

  /** Inside a transaction the PRAGMA does nothing and says nothing, so it is read back. */
  #switchForeignKeys(setting: 'ON' | 'OFF'): void {
    // From here on it may be off, also where the PRAGMA fails.
    this.#foreignKeysAreOff = true;
    this.#live.exec(`PRAGMA foreign_keys = ${setting}`);
    const [row] = this.#rows('PRAGMA foreign_keys');
    if (Number(row?.['foreign_keys']) === (setting === 'ON' ? 1 : 0)) {
      this.#foreignKeysAreOff = setting === 'OFF';
      return;
    }
    throw new LockstepError(
      'MIGRATION_FAILED',
      `foreign keys could not be switched ${setting.toLowerCase()}`,
    );
  }

  get #live(): SqliteHandle {
    if (this.#handle === null) throw new LockstepError('DATABASE_UNREACHABLE', 'the session is closed');
    return this.#handle;
  }

  /** Rolls back first: libsql keeps a closed connection, with its locks, until its statements are garbage collected. */
  #closeHandle(): void {
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

  #replaceHandle(): void {
    this.#closeHandle();
    this.#handle = openConfigured(this.#open);
    this.#hasFailedQuery = false;
    this.#foreignKeysAreOff = false;
    this.#mayHaveTemporary = false;
    this.#generation++;
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
