import type { StepProgress } from '../../core/history.ts';
import type { HistoryNames } from './history-names.ts';
import { formatSql, upgradeHistorySql } from './history-sql.ts';
import { stepBackendsSql } from './lock-sql.ts';
import { progressText } from './progress.ts';
import { quoteLiteral } from './quote.ts';
import { type NewRow, recordPart } from './write-sql.ts';

const moved = `lockstep_outcome := '{"outcome": "moved"}';`;

/** Takes the lock of a mend: `busy` also while a backend still works on the step. */
export function mendGuardPart(names: HistoryNames): string {
  return `IF NOT pg_catalog.pg_try_advisory_xact_lock(${names.lockKey}) THEN
  lockstep_outcome := '{"outcome": "busy"}';
ELSE
  lockstep_format := ${formatSql(names)};
  IF lockstep_format = 'absent' THEN
    ${moved}
  ELSE
    IF lockstep_format = 'outdated' THEN
      ${upgradeHistorySql(names)}
    END IF;
    lockstep_progress := (SELECT value FROM ${names.state} WHERE key = 'step');
    IF EXISTS (${stepBackendsSql("(lockstep_progress::json ->> 'token')")}) THEN
      lockstep_outcome := '{"outcome": "busy"}';
    END IF;
  END IF;
END IF;`;
}

/** Replaces a checksum; `moved` where the row has another one by now. */
export function acceptPart(
  { table }: HistoryNames,
  edit: { readonly name: string; readonly from: string; readonly to: string; readonly note: string },
): string {
  return `UPDATE ${table} SET checksum = ${quoteLiteral(edit.to)}, note = ${quoteLiteral(edit.note)}::jsonb
  WHERE migration_name = ${quoteLiteral(edit.name)} AND checksum = ${quoteLiteral(edit.from)};
IF NOT FOUND THEN ${moved} END IF;`;
}

/** Records a step as done, and ends the install that it was the target of; `moved` where the step has gone on. */
export function markDonePart(names: HistoryNames, progress: StepProgress, row: NewRow): string {
  const { state } = names;
  return `IF lockstep_progress IS DISTINCT FROM ${quoteLiteral(progressText(progress))} THEN
  ${moved}
ELSE
  ${recordPart(names, row, null)}
  DELETE FROM ${state} WHERE key = 'step' OR (key = 'install' AND value::json ->> 'target' = ${quoteLiteral(row.name)});
END IF;`;
}

/** Puts another progress in place; `moved` where the step has gone on. */
export function replaceProgressPart({ state }: HistoryNames, from: StepProgress, to: StepProgress): string {
  return `UPDATE ${state} SET value = ${quoteLiteral(progressText(to))}, updated_at = pg_catalog.clock_timestamp()
  WHERE key = 'step' AND value = ${quoteLiteral(progressText(from))};
IF NOT FOUND THEN ${moved} END IF;`;
}
