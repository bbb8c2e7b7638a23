import type { DriverName } from '../../core/engine.ts';
import { LockstepError } from '../../core/errors.ts';
import type { StoreSnapshot } from '../../core/history.ts';
import type { HistoryTarget } from '../../core/migration.ts';
import { newViolations, type Violation } from '../../engines/sqlite/foreign-keys.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import type {
  AppliedRow,
  ApplyResult,
  Capabilities,
  LockState,
  NotNow,
  PreparedStep,
  PrepareResult,
  Row,
  Session,
  StepWrite,
} from '../port.ts';
import { type SqliteConnection, type SqliteTransaction, type Step, StepError } from './connection.ts';
import { adoptHistory } from './adopt-history.ts';
import { changeHistory } from './change-history.ts';
import {
  isBusy,
  isConnectionLost,
  isForeignKeyFailure,
  isLockRefused,
  isMissingObject,
  mapError,
} from './map-error.ts';
import { listViolations, listViolationsBefore } from './list-violations.ts';
import {
  isProbablyKnown,
  isStillKnown,
  type KnownHistory,
  knownAfter,
  knownBefore,
  refuseOther,
} from './known-history.ts';
import { mendHistory } from './mend-history.ts';
import { prepareHistory } from './prepare-history.ts';
import { readHistory } from './read-history.ts';
import { appliedRow, recordStep, recordSteps } from './record-step.ts';
import { foreignKeyViolation } from './step-failure.ts';
import type { Turn } from './turn.ts';
import * as step from './write-step.ts';

/** What differs between a file and a server. */
export interface SqliteStore {
  readonly driver: DriverName;
  readonly capabilities: Capabilities;
  readonly connection: SqliteConnection;
  readonly turn: Turn;
  readonly identity: string;
  /** Says more of what a library says about a file that cannot be read. */
  readonly explainUnreadable?: (error: unknown) => Promise<unknown>;
  /** Copies the database into a new file of the folder, where the driver can. */
  readonly backup?: (folder: string) => Promise<string>;
  readonly dispose: () => Promise<void>;
}

/** A script that has run, with its row, in a transaction that is still open. */
interface Written {
  readonly transaction: SqliteTransaction;
  readonly row: AppliedRow;
  /** What is known of the history once this is committed. */
  readonly known: KnownHistory | null;
  /** The violations before the script, where the commit could find new ones; else null. */
  readonly deferred: readonly Violation[] | null;
  readonly rebuilt: ReadonlySet<string>;
}

/** Returns the session over a SQLite database, local or remote. It serves one caller at a time. */
export function sqliteSession(store: SqliteStore): Session {
  const { connection, turn } = store;
  let known: KnownHistory | null = null;

  async function write(
    request: StepWrite,
    options: { readonly exclusive: boolean },
  ): Promise<NotNow | { readonly outcome: 'written'; readonly written: Written }> {
    throwIfAborted(request.signal);
    const other = await turn.take(request.history);
    if (other !== null) return { outcome: 'busy', holder: other.holder };
    let transaction: SqliteTransaction | null = null;
    const before = known;
    known = null;
    let first: readonly Step[] = [];
    try {
      let keys = step.planForeignKeys(request);
      transaction = await connection.begin({ foreignKeys: keys.setting, ...options });
      const mayDropParent = keys.setting === 'on' && keys.rebuilt.size > 0;
      if (transaction !== null && mayDropParent && (await step.dropsParent(keys, transaction, request))) {
        await transaction.rollback();
        keys = { ...keys, setting: 'off' };
        transaction = await connection.begin({ foreignKeys: 'off', ...options });
      }
      if (transaction === null) return { outcome: 'busy', holder: null };
      const isOff = keys.setting === 'off';
      const isInOne = !isOff && !options.exclusive && isProbablyKnown(before, transaction, request);
      first = isInOne ? [refuseOther(before)] : [];
      const seen =
        isInOne || isStillKnown(before, transaction, request)
          ? knownBefore(before)
          : await prepareHistory(transaction, request.history, request.expected);
      if (seen === null) {
        await transaction.rollback();
        return { outcome: 'moved' };
      }
      const defers = !isOff && options.exclusive && (await step.mayDefer(transaction, request));
      const { run } = transaction;
      const violations =
        isOff || defers ? await listViolationsBefore((steps) => run(steps), keys.rebuilt) : null;
      // With the script, where nothing has to be asked between the two.
      const record = isOff || seen.count === null ? [] : recordSteps(request, seen);
      const results = await step.runScript(transaction, request, { before: first, after: record });
      if (isOff) await step.refuseNewViolations(transaction, violations!, keys.rebuilt);
      const row =
        record.length > 0 ? appliedRow(request, seen, results) : await recordStep(transaction, request, seen);
      return {
        outcome: 'written',
        written: {
          transaction,
          row,
          known: knownAfter(transaction, request, seen, row),
          deferred: defers ? violations : null,
          rebuilt: keys.rebuilt,
        },
      };
    } catch (error) {
      await transaction?.rollback();
      if (isLockRefused(error)) return { outcome: 'busy', holder: null };
      // The history is another than the one known: it is asked, and tells.
      if (error instanceof StepError && error.index < first.length) return write(request, options);
      throw error;
    }
  }

  async function explainRefusedCommit(error: unknown, { transaction, rebuilt }: Written): Promise<unknown> {
    if (!isForeignKeyFailure(error)) return error;
    const { run } = transaction;
    const after = await listViolations((steps) => run(steps), rebuilt).catch(() => []);
    await transaction.rollback();
    // Rolled back, the database is again as it was before.
    const before = await listViolations((steps) => connection.read(steps), rebuilt).catch(() => []);
    return foreignKeyViolation(newViolations(before, after, rebuilt), error);
  }

  async function apply(request: StepWrite): Promise<ApplyResult> {
    const result = await write(request, { exclusive: false });
    if (result.outcome !== 'written') return result;
    const { transaction, row } = result.written;
    try {
      await transaction.commit(request.signal);
      known = result.written.known;
      return { outcome: 'applied', ...row };
    } catch (error) {
      const reason = await explainRefusedCommit(error, result.written);
      await transaction.rollback();
      if (isBusy(reason)) return { outcome: 'busy', holder: 'a reader that keeps its transaction open' };
      throw reason;
    }
  }

  async function prepare(request: StepWrite): Promise<PrepareResult> {
    const result = await write(request, { exclusive: true });
    if (result.outcome !== 'written') return result;
    const { written } = result;
    const prepared: PreparedStep = {
      settle: () =>
        guarded(async () => {
          if (written.deferred === null) return;
          await step.refuseNewViolations(written.transaction, written.deferred, written.rebuilt);
        }),
      commit: () =>
        guarded(async () => {
          try {
            await written.transaction.commit();
            known = written.known;
          } catch (error) {
            const reason = await explainRefusedCommit(error, written);
            await written.transaction.rollback();
            throw reason;
          }
          return written.row;
        }),
      rollback: () => written.transaction.rollback(),
    };
    return { outcome: 'prepared', step: prepared };
  }

  async function read(history: HistoryTarget): Promise<StoreSnapshot> {
    try {
      return await readHistory(connection, history);
    } catch (error) {
      throw isBusy(error) ? error : ((await store.explainUnreadable?.(error)) ?? error);
    }
  }

  async function query(sql: string): Promise<readonly Row[]> {
    try {
      const [rows] = await connection.read([{ sql, rows: true }]);
      return rows ?? [];
    } catch (error) {
      throw isBusy(error) ? error : ((await store.explainUnreadable?.(error)) ?? error);
    }
  }

  let lastChange = '0';

  async function lockState(history: HistoryTarget): Promise<LockState> {
    const { free, holder } = await turn.look(history);
    try {
      const sql = historySql(history.table).revision;
      const [rows] = await connection.read([{ sql, rows: true }], 0);
      lastChange = String(rows![0]!['revision'] ?? '0');
    } catch (error) {
      if (isMissingObject(error)) lastChange = '0';
      // Somebody keeps readers out too: then nothing has changed yet.
      else if (!isBusy(error)) throw error;
    }
    return { free, holder, change: lastChange };
  }

  /** What is known of the history is not known any more. */
  const changing = <T>(work: () => Promise<T>): Promise<T> => {
    known = null;
    return guarded(work);
  };

  const { backup } = store;
  return {
    engine: 'sqlite',
    driver: store.driver,
    capabilities: store.capabilities,
    identity: async () => store.identity,
    read: (history) => guarded(() => read(history)),
    query: (sql) => guarded(() => query(sql)),
    apply: (request) => guarded(() => apply(request)),
    prepare: (request) => guarded(() => prepare(request)),
    lockState: (history) => guarded(() => lockState(history)),
    mend: (history, change) => changing(() => mendHistory(store, history, change)),
    adopt: (adoption) =>
      changing(() =>
        changeHistory(store, adoption.history, 'adopted', (open) =>
          adoptHistory(open, adoption, (sql) =>
            guarded(async () => (await open.run([{ sql, rows: true }]))[0] ?? []),
          ),
        ),
      ),
    ...(backup === undefined ? {} : { backup: (folder: string) => guarded(() => backup(folder)) }),
    leave: (history) => turn.leave(history),
    reconnect: () =>
      guarded(async () => {
        await connection.reopen();
        await turn.settle();
      }),
    [Symbol.asyncDispose]: () => store.dispose(),
  };
}

/** Everything that is not ours yet becomes so: a failure outside a script's statements. */
async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const cause = error instanceof StepError ? error.cause : error;
    if (cause instanceof LockstepError) throw cause;
    if (isBusy(cause)) {
      throw mapError(cause, 'LOCK_TIMEOUT', {
        hint: 'Another process holds the database file exclusively; run again when it is done.',
        details: { busy: true },
      });
    }
    const lost = isConnectionLost(cause) ? { connectionLost: true } : {};
    throw mapError(cause, 'MIGRATION_FAILED', { details: { offset: null, statement: null, ...lost } });
  }
}

/** Throws INTERRUPTED where the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new LockstepError('INTERRUPTED', 'the run was stopped', { cause: signal.reason });
}
