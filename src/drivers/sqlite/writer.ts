import { newViolations, type Violation } from '../../engines/sqlite/foreign-keys.ts';
import type {
  AppliedRow,
  ApplyResult,
  NotNow,
  PreparedStep,
  PrepareResult,
  Series,
  Session,
  StepWrite,
} from '../port.ts';
import { adoptHistory } from './adopt-history.ts';
import { applyAtOnce } from './apply-at-once.ts';
import { changeHistory } from './change-history.ts';
import { type Awaitable, type SqliteTransaction, type Step, StepError } from './connection.ts';
import { guarded } from './guarded.ts';
import {
  isProbablyKnown,
  isStillKnown,
  type KnownHistory,
  knownAfter,
  knownBefore,
  refuseOther,
} from './known-history.ts';
import { listViolations, listViolationsBefore } from './list-violations.ts';
import { isBusy, isForeignKeyFailure, isLockRefused } from './map-error.ts';
import { mendHistory } from './mend-history.ts';
import { prepareHistory } from './prepare-history.ts';
import { appliedRow, installTargetAfter, recordStep, recordSteps } from './record-step.ts';
import { foreignKeyViolation } from './step-failure.ts';
import type { SqliteStore } from './store.ts';
import { throwIfAborted } from './throw-if-aborted.ts';
import * as step from './write-step.ts';

/** The part of a session that writes. */
export type SqliteWriter = Pick<Session, 'apply' | 'applySeries' | 'prepare' | 'mend' | 'adopt'>;

/** Behind a step that took longer, the next one gives the event loop its turn between its statements. */
const quickStepMs = 10;

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

/** Returns what writes to the store; it remembers the history as it has committed it. */
export function sqliteWriter(store: SqliteStore): SqliteWriter {
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

  async function applySeries(
    { steps, history, appliedBy, signal, expected: first }: Series,
    onApplied: (row: AppliedRow) => boolean,
  ): Promise<NotNow | { readonly outcome: 'applied' }> {
    let expected = first;
    let lastMs = 0;
    for (const { migration, script, install } of steps) {
      await connection.giveTurn?.();
      throwIfAborted(signal);
      const request = { history, migration, script, appliedBy, expected, install, signal };
      const result = await (lastMs > quickStepMs ? apply(request) : applyQuickly(request));
      if (result.outcome !== 'applied') return result;
      lastMs = result.durationMs;
      const installTarget = installTargetAfter(request);
      expected = { format: 'current', revision: result.revision, installTarget };
      if (!onApplied(result)) break;
    }
    return { outcome: 'applied' };
  }

  /** As `apply`, at once where that is possible. */
  function applyQuickly(request: StepWrite): Awaitable<ApplyResult> {
    const before = known;
    known = null;
    const done = applyAtOnce(connection, before, request);
    known = done === null ? before : done.known;
    return done === null ? apply(request) : { outcome: 'applied', ...done.row };
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

  /** What is known of the history is not known any more. */
  const changing = <T>(work: () => Promise<T>): Promise<T> => {
    known = null;
    return guarded(work);
  };

  return {
    apply: (request) => guarded(() => apply(request)),
    applySeries: (series, onApplied) => guarded(() => applySeries(series, onApplied)),
    prepare: (request) => guarded(() => prepare(request)),
    mend: (history, change) => changing(() => mendHistory(store, history, change)),
    adopt: (adoption) =>
      changing(() =>
        changeHistory(store, adoption.history, 'adopted', (open) =>
          adoptHistory(open, adoption, (sql) =>
            guarded(async () => (await open.run([{ sql, rows: true }]))[0] ?? []),
          ),
        ),
      ),
  };
}
