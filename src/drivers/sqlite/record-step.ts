import { LockstepError } from '../../core/errors.ts';
import { installTargetOf, type Row } from '../../engines/sqlite/history-rows.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import type { AppliedRow, StepWrite } from '../port.ts';
import { type SqliteTransaction, type Step, StepError } from './connection.ts';
import { isBusy, mapError } from './map-error.ts';
import type { HistoryBefore } from './prepare-history.ts';

/** The statements that write the history row (its result is the first), change the install marker, and look (the last). */
export function recordSteps(write: StepWrite, { startedMs }: HistoryBefore): readonly Step[] {
  const { migration, script, appliedBy, install } = write;
  const sql = historySql(write.history.table);
  const row: Step = {
    sql: sql.record,
    values: [migration.name, migration.category, script.checksum, appliedBy, startedMs],
    rows: true,
  };
  return [row, ...installSteps(install, write.history), { sql: sql.newest, rows: true }];
}

function installSteps(install: StepWrite['install'], { table }: StepWrite['history']): readonly Step[] {
  const sql = historySql(table);
  if (install.kind === 'keep') return [];
  if (install.kind === 'clear') return [{ sql: sql.dropState, values: ['install'] }];
  return [{ sql: sql.putState, values: ['install', JSON.stringify({ target: install.target })] }];
}

/** Returns the target of the marker once the step is done. */
export function installTargetAfter({ install, expected }: StepWrite): string | null {
  if (install.kind === 'keep') return expected.installTarget;
  return install.kind === 'set' ? install.target : null;
}

/** Writes the row apart from the script. Throws as `appliedRow` and `recordFailure` do. */
export async function recordStep(
  transaction: SqliteTransaction,
  write: StepWrite,
  before: HistoryBefore,
): Promise<AppliedRow> {
  try {
    if (before.count === null) return await recordUntouched(transaction, write, before.startedMs);
    return appliedRow(write, before, await transaction.run(recordSteps(write, before), write.signal));
  } catch (error) {
    throw error instanceof StepError ? recordFailure(error) : error;
  }
}

/** Writes the row behind a script that cannot have touched the history. */
async function recordUntouched(
  { run }: SqliteTransaction,
  write: StepWrite,
  startedMs: number,
): Promise<AppliedRow> {
  const { steps, row } = untouchedRow(write, startedMs);
  await run(steps, write.signal);
  return row;
}

/** Returns the row behind a script that cannot have touched the history, and what writes it. A file's clock is this machine's. */
export function untouchedRow(
  { migration, script, appliedBy, expected, install, history }: StepWrite,
  startedMs: number,
): { readonly steps: readonly Step[]; readonly row: AppliedRow } {
  const sql = historySql(history.table);
  const id = Number.parseInt(expected.revision, 10) + 1;
  const nowMs = Date.now();
  const appliedAt = momentOf(nowMs);
  const durationMs = Math.max(0, nowMs - startedMs);
  const { name, category } = migration;
  const values = [id, name, category, script.checksum, appliedAt, appliedBy, durationMs];
  return {
    steps: [{ sql: sql.recordAs, values }, ...installSteps(install, history)],
    row: { revision: `${id}:${name}`, appliedAt, durationMs },
  };
}

let last = { ms: Number.NaN, text: '' };

/** RFC 3339 UTC with milliseconds. Several small steps end in the same millisecond, and writing it takes as long as the rest. */
function momentOf(ms: number): string {
  if (last.ms !== ms) last = { ms, text: new Date(ms).toISOString() };
  return last.text;
}

/**
 * What the history row says, from the results of `recordSteps`. Throws FORBIDDEN_STATEMENT where the history is not what
 * it was and our row: a lost row would be applied again, and again.
 */
export function appliedRow(
  write: StepWrite,
  before: HistoryBefore,
  results: readonly (readonly Row[])[],
): AppliedRow {
  const [recorded] = results[0] ?? [];
  const [newest, previous] = results.at(-1) ?? [];
  const { migration, script, expected } = write;
  const isOurs =
    recorded !== undefined &&
    newest !== undefined &&
    Number(newest['id']) === Number(recorded['id']) &&
    newest['migration_name'] === migration.name &&
    newest['checksum'] === script.checksum &&
    Number(newest['count']) === (before.count ?? 0) + 1 &&
    revisionOf(previous) === expected.revision &&
    installTargetOf(newest['install']) === installTargetAfter(write);
  if (!isOurs) throw historyChanged();
  return {
    revision: revisionOf(newest),
    appliedAt: String(recorded['applied_at']),
    durationMs: Number(recorded['duration_ms']),
  };
}

/** Returns what a failure of `recordSteps` means: FORBIDDEN_STATEMENT, or the failure itself where it says more. */
export function recordFailure(error: StepError): unknown {
  const mapped = mapError(error.cause, 'FORBIDDEN_STATEMENT');
  if (mapped.code !== 'FORBIDDEN_STATEMENT' || isBusy(error.cause)) return error;
  return historyChanged(error.cause, mapped.details);
}

function revisionOf(row: Row | undefined): string {
  return row === undefined ? '0' : `${Number(row['id'])}:${String(row['migration_name'])}`;
}

function historyChanged(cause?: unknown, details: Readonly<Record<string, unknown>> = {}): LockstepError {
  const said = details['engineMessage'] === undefined ? '' : `: ${String(details['engineMessage'])}`;
  return new LockstepError(
    'FORBIDDEN_STATEMENT',
    `the script, or a trigger on the history, changed the history${said}`,
    {
      ...(cause === undefined ? {} : { cause }),
      hint: 'Take out what writes to the history tables: only Lockstep does. Nothing was kept.',
      details: { ...details, offset: null, statement: null },
    },
  );
}
