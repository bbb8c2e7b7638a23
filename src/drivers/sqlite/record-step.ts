import { LockstepError } from '../../core/errors.ts';
import { installTargetOf, type Row } from '../../engines/sqlite/history-rows.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import type { AppliedRow, StepWrite } from '../port.ts';
import type { Step, StepError } from './connection.ts';
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
  const look: Step = { sql: sql.newest, rows: true };
  if (install.kind === 'keep') return [row, look];
  if (install.kind === 'clear') return [row, { sql: sql.dropState, values: ['install'] }, look];
  const marker = JSON.stringify({ target: install.target });
  return [row, { sql: sql.putState, values: ['install', marker] }, look];
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
  const { migration, script, expected, install } = write;
  const marker =
    install.kind === 'keep' ? expected.installTarget : install.kind === 'set' ? install.target : null;
  const isOurs =
    recorded !== undefined &&
    newest !== undefined &&
    Number(newest['id']) === Number(recorded['id']) &&
    newest['migration_name'] === migration.name &&
    newest['checksum'] === script.checksum &&
    Number(newest['count']) === before.count + 1 &&
    revisionOf(previous) === expected.revision &&
    installTargetOf(newest['install']) === marker;
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
