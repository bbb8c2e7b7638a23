import type { HistoryNames } from './history-names.ts';
import { installTargetSql, revisionSql } from './history-sql.ts';
import { quoteLiteral } from './quote.ts';
import { blockSql } from './write-sql.ts';

/** Backends that still work on a step: those marked with its token (an SQL expression) that are not idle. */
export function stepBackendsSql(token: string): string {
  return `SELECT pid FROM pg_catalog.pg_stat_activity
    WHERE application_name = 'lockstep ' || ${token} AND state IS DISTINCT FROM 'idle' AND pid <> pg_catalog.pg_backend_pid()`;
}

/** What a waiter shows to people, of the backends that a query yields. */
function holderSql(pids: string): string {
  return `(SELECT 'pid ' || pids.pid || coalesce(', ' || nullif(a.application_name, ''), '') || coalesce(', ' || a.usename, '')
    || coalesce(', since ' || pg_catalog.to_char(coalesce(a.xact_start, a.backend_start) AT TIME ZONE 'UTC', 'HH24:MI:SS') || ' UTC', '')
    FROM (${pids}) AS pids LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = pids.pid LIMIT 1)`;
}

/** Whether a backend works, or has only just stopped: it may be reading its next message. */
export function worksSql(pid: number): string {
  return `SELECT EXISTS (SELECT FROM pg_catalog.pg_stat_activity WHERE pid = ${pid} AND (state IS DISTINCT FROM 'idle'
    OR state_change > pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => 0.3))) AS works`;
}

/** Whoever holds the lock of a history. */
function lockHoldersSql({ lockHalves }: HistoryNames): string {
  return `SELECT pid FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
    AND classid = ${lockHalves.classid} AND objid = ${lockHalves.objid}`;
}

/** Whom the holder of a history's lock waits for: found through the lock, because a pooler makes up process ids. */
export function blockersSql(names: HistoryNames): string {
  return `SELECT ${holderSql(`SELECT pg_catalog.unnest(pg_catalog.pg_blocking_pids(h.pid)) AS pid FROM (${lockHoldersSql(names)}) AS h`)} AS holder`;
}

/**
 * One message that says who works on a history, and what tells one state of it from the next. It takes nothing and
 * raises nothing: a missing table is looked for first, one that is being upgraded is not waited for.
 */
export function lockStateSql(names: HistoryNames): string {
  return `${blockSql(`BEGIN
  SET LOCAL lock_timeout = 50;
  IF pg_catalog.to_regclass(${names.tableText}) IS NOT NULL AND pg_catalog.to_regclass(${names.stateText}) IS NOT NULL THEN
    lockstep_progress := (SELECT value FROM ${names.state} WHERE key = 'step');
    lockstep_target := ${installTargetSql(names)};
    lockstep_revision := ${revisionSql(names)};
  END IF;
EXCEPTION WHEN lock_not_available OR undefined_table OR undefined_column THEN
  NULL;
END;
lockstep_outcome := pg_catalog.jsonb_build_object(
  'change', pg_catalog.concat_ws('|', lockstep_revision, lockstep_target, lockstep_progress),
  'token', coalesce(lockstep_progress::jsonb ->> 'token', ''));`)}
SELECT pg_catalog.current_setting('lockstep.outcome')::json ->> 'change' AS change,
  ${holderSql(lockHoldersSql(names))} AS holder,
  ${holderSql(stepBackendsSql(`(pg_catalog.current_setting('lockstep.outcome')::json ->> 'token')`))} AS step`;
}

/** Who still works on a step. */
export function stepHolderSql(token: string): string {
  return `SELECT ${holderSql(stepBackendsSql(quoteLiteral(token)))} AS holder`;
}
