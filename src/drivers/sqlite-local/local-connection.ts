import { setImmediate as nextTurn } from 'node:timers/promises';
import { LockstepError } from '../../core/errors.ts';
import type { Row } from '../../engines/sqlite/history-rows.ts';
import {
  type BeginOptions,
  type SqliteConnection,
  type SqliteTransaction,
  type Step,
  StepError,
} from '../sqlite/connection.ts';
import { isBusy } from '../sqlite/map-error.ts';
import { throwIfAborted } from '../sqlite/session.ts';
import type { OpenHandle, SqliteHandle } from './handle.ts';
import { retryWhileBusy } from './retry-while-busy.ts';

const lockPatienceMs = 200;
/** With a rollback journal readers have to finish before a commit, and a pair run keeps readers out. */
const commitPatienceMs = 5_000;
const readPatienceMs = 30_000;
/** How long statements may run before the event loop gets its turn: timers, signals and progress live there. */
const longestTurnMs = 50;

/** A database file through one of the two synchronous libraries. Waiting is never done inside the library. */
export class LocalConnection implements SqliteConnection {
  readonly #open: OpenHandle;
  #handle: SqliteHandle;
  /**
   * libsql leaves a query running that failed on a busy file. It would keep the read lock of every later query, so that
   * nobody could commit, and lock its tables against this very connection.
   */
  #hasFailedQuery = false;

  constructor(open: OpenHandle) {
    this.#open = open;
    this.#handle = openConfigured(open);
  }

  async read(
    queries: readonly Step[],
    patienceMs: number = readPatienceMs,
  ): Promise<readonly (readonly Row[])[]> {
    return retryWhileBusy(() => {
      this.#dropFailedQuery();
      if (queries.length === 1 || this.#handle.inTransaction) return this.#runAll(queries);
      this.#handle.exec('BEGIN');
      try {
        return this.#runAll(queries);
      } finally {
        this.#handle.exec('ROLLBACK');
      }
    }, patienceMs);
  }

  async begin({ foreignKeys, exclusive }: BeginOptions): Promise<SqliteTransaction | null> {
    this.#dropFailedQuery();
    // A script's TEMP tables would stand in front of the next script's.
    if (this.#rows('SELECT 1 FROM temp.sqlite_schema LIMIT 1').length > 0) await this.reopen();
    if (foreignKeys === 'off') this.#switchForeignKeys('OFF');
    try {
      await retryWhileBusy(
        () => this.#handle.exec(`BEGIN ${exclusive ? 'EXCLUSIVE' : 'IMMEDIATE'}`),
        lockPatienceMs,
      );
    } catch (error) {
      this.#restoreForeignKeys();
      if (isBusy(error)) return null;
      throw error;
    }
    return {
      run: (steps, signal) => this.#runInTurns(steps, signal),
      commit: async (signal) => {
        await retryWhileBusy(() => this.#handle.exec('COMMIT'), commitPatienceMs, signal);
        this.#restoreForeignKeys();
      },
      rollback: async () => this.#rollBack(),
    };
  }

  async reopen(): Promise<void> {
    this.#replaceHandle();
  }

  async close(): Promise<void> {
    this.#handle.close();
  }

  /** Runs one statement outside a transaction. */
  async exec(sql: string): Promise<void> {
    await retryWhileBusy(() => this.#handle.exec(sql), readPatienceMs);
  }

  async #runInTurns(
    steps: readonly Step[],
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly Row[])[]> {
    const results: (readonly Row[])[] = [];
    let turnStartedAt = performance.now();
    for (const [index, step] of steps.entries()) {
      if (performance.now() - turnStartedAt > longestTurnMs) {
        await nextTurn();
        throwIfAborted(signal);
        turnStartedAt = performance.now();
      }
      try {
        results.push(this.#run(step));
      } catch (error) {
        throw new StepError(index, error);
      }
      if (!this.#handle.inTransaction) throw new StepError(index, null, true);
    }
    return results;
  }

  #runAll(steps: readonly Step[]): readonly (readonly Row[])[] {
    return steps.map((step) => this.#run(step));
  }

  #run({ sql, values = [], rows }: Step): readonly Row[] {
    if (rows) return this.#rows(sql, ...values);
    if (values.length > 0) this.#handle.prepare(sql).run(...values);
    else this.#handle.exec(sql);
    return [];
  }

  #rows(sql: string, ...values: readonly unknown[]): readonly Row[] {
    try {
      return this.#handle.prepare(sql).all(...values) as readonly Row[];
    } catch (error) {
      this.#hasFailedQuery = true;
      throw error;
    }
  }

  #dropFailedQuery(): void {
    if (this.#hasFailedQuery && !this.#handle.inTransaction) this.#replaceHandle();
  }

  #rollBack(): void {
    try {
      // The engine may have ended it: INSERT OR ROLLBACK, a full disk.
      if (this.#handle.inTransaction) this.#handle.exec('ROLLBACK');
      this.#restoreForeignKeys();
    } catch {
      // Closing rolls back too.
      this.#replaceHandle();
    }
  }

  #restoreForeignKeys(): void {
    try {
      this.#switchForeignKeys('ON');
    } catch {
      this.#replaceHandle();
    }
  }

  /** Inside a transaction the PRAGMA does nothing and says nothing, so it is read back. */
  #switchForeignKeys(setting: 'ON' | 'OFF'): void {
    this.#handle.exec(`PRAGMA foreign_keys = ${setting}`);
    const [row] = this.#rows('PRAGMA foreign_keys');
    if (Number(row?.['foreign_keys']) === (setting === 'ON' ? 1 : 0)) return;
    throw new LockstepError(
      'MIGRATION_FAILED',
      `foreign keys could not be switched ${setting.toLowerCase()}`,
    );
  }

  #replaceHandle(): void {
    this.#handle.close();
    this.#handle = openConfigured(this.#open);
    this.#hasFailedQuery = false;
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
