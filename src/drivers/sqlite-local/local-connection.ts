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
  type WorkAtOnce,
} from '../sqlite/connection.ts';
import { isBusy } from '../sqlite/map-error.ts';
import { throwIfAborted } from '../sqlite/throw-if-aborted.ts';
import type { OpenHandle } from './handle.ts';
import { LiveHandle, type LiveHandleOptions } from './live-handle.ts';
import { retryWhileBusy } from './retry-while-busy.ts';

const lockPatienceMs = 200;
/** With a rollback journal readers have to finish before a commit. Whoever wants to wait longer asks again. */
const commitPatienceMs = 1_000;
/** A writer with a rollback journal keeps readers out while it commits, and a pair run for longer. */
const readPatienceMs = 250;
const copyPatienceMs = 5_000;
/** How long statements may run before the event loop gets its turn: timers, signals and progress live there. */
const longestTurnMs = 50;

/** A database file through one of the two synchronous libraries. Waiting is never done inside the library. */
export class LocalConnection implements SqliteConnection {
  readonly #handle: LiveHandle;
  #foreignKeysAreOff = false;
  #mayHaveTemporary = false;
  /** Across calls: many short ones keep the event loop waiting just as long. */
  #turnStartedAt: number = clockMs();

  constructor(open: OpenHandle, options: LiveHandleOptions = {}) {
    this.#handle = new LiveHandle(open, options);
  }

  async read(
    queries: readonly Step[],
    patienceMs: number = readPatienceMs,
  ): Promise<readonly (readonly Row[])[]> {
    if (this.#isLongTurn()) await this.#giveTurn();
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
      version: this.#handle.version(),
      run: (steps, signal) => this.#runInTurns(steps, signal),
      commit: (signal) => retryWhileBusy(() => this.#commit(), commitPatienceMs, signal),
      rollback: async () => this.#rollBack(),
    };
  }

  writeAtOnce({ version, question, statements, record }: WorkAtOnce): boolean {
    const handle = this.#handle;
    if (this.#mayHaveTemporary || handle.hasFailedQuery || handle.isClosed) return false;
    let index = -1;
    try {
      handle.exec('BEGIN IMMEDIATE');
      const goesOn =
        handle.version() === version && (question === null || question.allows(handle.rows(question.sql)));
      if (goesOn) {
        for (index = 0; index < statements.length; index++) this.#exec(statements[index]!);
        if (!handle.inTransaction) throw new StepError(index - 1, null, true);
        for (const step of record()) this.#run(step);
        index = -1;
        handle.exec('COMMIT');
        return true;
      }
    } catch (error) {
      this.#rollBack();
      if (index === -1) return false;
      throw error instanceof StepError ? error : new StepError(index, error);
    }
    this.#rollBack();
    return false;
  }

  giveTurn(): Awaitable<void> {
    return this.#isLongTurn() ? this.#giveTurn() : undefined;
  }

  #lock({ foreignKeys, exclusive }: BeginOptions): void {
    if (foreignKeys === 'off') this.#switchForeignKeys('OFF');
    this.#handle.exec(exclusive ? 'BEGIN EXCLUSIVE' : 'BEGIN IMMEDIATE');
  }

  #refuseBegin(error: unknown): null {
    this.#rollBack();
    if (isBusy(error)) return null;
    throw error;
  }

  #commit(): void {
    this.#handle.exec('COMMIT');
    this.#restoreForeignKeys();
  }

  async reopen(): Promise<void> {
    this.#replaceHandle();
  }

  async close(): Promise<void> {
    this.#handle.close();
  }

  /** Copies: runs one statement outside a transaction. */
  async exec(sql: string): Promise<void> {
    await retryWhileBusy(() => this.#handle.exec(sql), copyPatienceMs);
  }

  /** A script's TEMP tables would stand in front of the next script's: true where only a new handle is without them. */
  #hasTemporary(): boolean {
    if (!this.#mayHaveTemporary) return false;
    const left = this.#handle.rows(temporaryObjects);
    this.#mayHaveTemporary = left.length > 0;
    if (!this.#handle.keepsHandle) return left.length > 0;
    for (const { drop } of left) this.#handle.exec(String(drop));
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
      if (!this.#handle.inTransaction) throw new StepError(index, null, true);
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
    if (rows) return this.#handle.rows(sql, ...values);
    if (values.length === 0) this.#exec(sql);
    else this.#handle.run(sql, values);
    return [];
  }

  #exec(sql: string): void {
    // Noted before it runs: it may fail behind what it made.
    this.#mayHaveTemporary ||= mayMakeTemporary(sql);
    this.#handle.exec(sql);
  }

  #dropFailedQuery(): void {
    if (this.#handle.hasFailedQuery && !this.#handle.inTransaction) this.#replaceHandle();
  }

  #rollBack(): void {
    if (this.#handle.isClosed) return;
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
    this.#handle.exec(`PRAGMA foreign_keys = ${setting}`);
    const [row] = this.#handle.rows('PRAGMA foreign_keys');
    if (Number(row?.['foreign_keys']) === (setting === 'ON' ? 1 : 0)) {
      this.#foreignKeysAreOff = setting === 'OFF';
      return;
    }
    throw new LockstepError(
      'MIGRATION_FAILED',
      `foreign keys could not be switched ${setting.toLowerCase()}`,
    );
  }

  #replaceHandle(): void {
    this.#handle.replace();
    this.#foreignKeysAreOff = false;
    this.#mayHaveTemporary = false;
  }
}
