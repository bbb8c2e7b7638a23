import type { StoreSnapshot } from '../../core/history.ts';
import type { InstallChange } from '../../core/plan.ts';
import type { HistoryNames } from './history-names.ts';
import {
  createHistorySql,
  epochSql,
  formatSql,
  installTargetSql,
  laterColumns,
  outdatedRevisionSql,
  revisionSql,
  upgradeHistorySql,
} from './history-sql.ts';
import { dollarQuote, quoteIdentifier, quoteLiteral, quoteNullable } from './quote.ts';

/** What was read before, and must still stand under the lock. */
export interface Expected extends Pick<StoreSnapshot, 'format' | 'revision' | 'installTarget'> {
  /** The exact text of the progress row of a current history, null for none; left out where it does not matter. */
  readonly progressText?: string | null;
}

/** A row for the history, all but its revision, time and duration. */
export interface NewRow {
  readonly name: string;
  readonly category: string;
  readonly checksum: string;
  readonly appliedBy: string;
  /** JSON, or null. */
  readonly note?: string | null;
}

/**
 * Opens a transaction in which nothing of the role's or the database's defaults bites: a stale snapshot, a read-only
 * default, a time limit, another reading of strings. A client that dies takes its transaction with it.
 */
export function beginSql(settings: Readonly<Record<string, string>> = {}): string {
  const local = {
    search_path: 'pg_catalog, pg_temp',
    standard_conforming_strings: 'on',
    // A migration may wait for its table locks: killing it by surprise would only make it wait again.
    lock_timeout: '0',
    idle_in_transaction_session_timeout: '0',
    ...settings,
  };
  const sets = Object.entries(local).map(([name, value]) => setLocal(name, quoteLiteral(value)));
  sets.push(
    noTimeLimit,
    // A server on Windows refuses to look after its clients.
    setLocal(
      'client_connection_check_interval',
      `CASE WHEN pg_catalog.version() ~* 'mingw|visual|msvc' THEN '0' ELSE '250' END`,
    ),
  );
  return `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SELECT ${sets.join(', ')};`;
}

/** Takes off the limits that end a transaction, or its COMMIT; 17 brought the second one. */
const noTimeLimit = `${setLocal('statement_timeout', "'0'")}, CASE WHEN
  pg_catalog.current_setting('server_version_num')::int >= 170000 THEN ${setLocal('transaction_timeout', "'0'")} END`;

/**
 * Ends a transaction: what a script may have left on the connection goes in the same message, because behind a
 * transaction pooler the next one may reach another connection.
 */
export const endSql: string = `RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;
SELECT ${noTimeLimit}, pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES; UNLISTEN *; CLOSE ALL;
COMMIT`;

/** Undoes a transaction, and what outlives a ROLLBACK: session locks, prepared statements, last values of sequences. */
export function rollbackSql(): string {
  return `ROLLBACK; ${forgetSql()}`;
}

/** The same where the transaction has ended. */
export function forgetSql(): string {
  return `${blockSql(forgetPreparedPart)} DISCARD SEQUENCES; SELECT pg_catalog.pg_advisory_unlock_all()`;
}

/** Reads back what the block left behind. */
export const outcomeSql = `SELECT pg_catalog.current_setting('lockstep.outcome') AS outcome;`;

/** One PL/pgSQL block; the parts see its variables. */
export function blockSql(...parts: readonly string[]): string {
  const body = `
DECLARE
  lockstep_outcome pg_catalog.jsonb := '{"outcome": "go"}';
  lockstep_format text;
  lockstep_revision text := '0';
  lockstep_target text;
  lockstep_progress text;
  lockstep_prepared text;
BEGIN
${parts.join('\n')}
PERFORM ${setLocal('lockstep.outcome', 'lockstep_outcome::text')};
END `;
  return `DO ${dollarQuote(body)};`;
}

/** Takes the lock and decides again: leaves `busy` or `moved` as the outcome, never as an error, which would be logged. */
export function guardPart(names: HistoryNames, expected: Expected): string {
  return `IF NOT pg_catalog.pg_try_advisory_xact_lock(${names.lockKey}) THEN
  lockstep_outcome := '{"outcome": "busy"}';
ELSE
  ${expected.format === 'current' ? decideCurrent(names, expected) : decideByCatalog(names, expected)}
END IF;`;
}

const moved = `lockstep_outcome := '{"outcome": "moved"}';`;

/** One query without a look at the catalog, which costs most: what is missing raises, and caught here it is not logged. */
function decideCurrent(names: HistoryNames, { revision, installTarget, progressText }: Expected): string {
  const progress =
    progressText === undefined
      ? ''
      : `OR (SELECT value FROM ${names.state} WHERE key = 'step') IS DISTINCT FROM ${quoteNullable(progressText)}`;
  return `BEGIN
    IF ${revisionSql(names, laterColumns)} <> ${quoteLiteral(revision)}
      OR ${installTargetSql(names)} IS DISTINCT FROM ${quoteNullable(installTarget)} ${progress} THEN
      ${moved}
    END IF;
  EXCEPTION WHEN undefined_table OR undefined_column THEN
    ${moved}
  END;`;
}

function decideByCatalog(names: HistoryNames, { format, revision, installTarget }: Expected): string {
  return `lockstep_format := ${formatSql(names)};
  IF lockstep_format = 'outdated' THEN
    lockstep_revision := ${outdatedRevisionSql(names)};
    IF pg_catalog.to_regclass(${names.stateText}) IS NOT NULL THEN
      lockstep_target := ${installTargetSql(names)};
    END IF;
  END IF;
  IF lockstep_format <> ${quoteLiteral(format)} OR lockstep_revision <> ${quoteLiteral(revision)}
    OR lockstep_target IS DISTINCT FROM ${quoteNullable(installTarget)} THEN
    ${moved}
  END IF;`;
}

/** Runs the parts where the guard said go. */
export function whenGo(...parts: readonly string[]): string {
  return `IF lockstep_outcome ->> 'outcome' = 'go' THEN\n${parts.join('\n')}\nEND IF;`;
}

/** Creates what is missing before the script runs. */
export function preparePart(names: HistoryNames, expected: Pick<Expected, 'format'>): string {
  return expected.format === 'absent' ? createHistorySql(names) : '';
}

/**
 * Brings an outdated history up to date, if it still is what was expected: else raises LS002. After the script, because
 * until the commit it keeps readers waiting.
 */
export function upgradePart(names: HistoryNames, expected: Pick<Expected, 'format' | 'revision'>): string {
  if (expected.format !== 'outdated') return '';
  return `IF ${outdatedRevisionSql(names)} <> ${quoteLiteral(expected.revision)} THEN ${historyChanged} END IF;
${upgradeHistorySql(names)}`;
}

/** Scripts see the module's schema and nothing else. */
export function scriptPathPart(names: HistoryNames): string {
  return `SET LOCAL search_path = ${quoteIdentifier(names.raw.schema)};`;
}

/** One EXECUTE per statement: it refuses transaction control, and its line in the block tells which one failed. */
export function executePart(statement: string): string {
  return `EXECUTE ${dollarQuote(executedText(statement))};`;
}

/** What EXECUTE gets. It refuses a SELECT .. INTO that stands last, so there something else does. */
export function executedText(statement: string): string {
  return /^(?:\(|select\b|with\b)/i.test(statement) && /\binto\b/i.test(statement)
    ? `${statement};SELECT`
    : statement;
}

/** Brings deferred constraints forward, while the script's own search_path still stands. */
export const settlePart = 'SET CONSTRAINTS ALL IMMEDIATE;';

/** The next message is UTF-8, whatever the script has said: else the server would read it as another encoding. */
export const ownEncodingPart: string = `PERFORM ${setLocal('client_encoding', "'UTF8'")};`;

/**
 * Forgets what the script has prepared. Not DEALLOCATE ALL: behind a pooler that would take away what other clients
 * have prepared by the protocol, while the pooler believes it is still there.
 */
export const forgetPreparedPart: string = `FOR lockstep_prepared IN SELECT p.name FROM pg_catalog.pg_prepared_statements AS p WHERE p.from_sql LOOP
  EXECUTE 'DEALLOCATE ' || pg_catalog.quote_ident(lockstep_prepared);
END LOOP;`;

/** Whatever the script has changed must not redirect what follows, nor reach the next. */
export const ownSessionPart: string = `RESET SESSION AUTHORIZATION;
RESET ROLE;
PERFORM ${setLocal('search_path', "'pg_catalog, pg_temp'")};
${ownEncodingPart}
${forgetPreparedPart}`;

/**
 * Writes the history row and leaves it as the outcome, in one look that costs the same whatever the history's length:
 * the newest row is this one, and the one before it is `previous`, what was read under the lock (null: what stands
 * now). Raises LS002 where a script, or a trigger or rule on the history, has made it anything else. For PL/pgSQL.
 */
export function recordPart(names: HistoryNames, row: NewRow, previous: string | null): string {
  const { table } = names;
  const note = row.note === undefined || row.note === null ? 'NULL' : `${quoteLiteral(row.note)}::jsonb`;
  const values = [row.name, row.category, row.checksum].map(quoteLiteral);
  const asFound = previous === null ? `lockstep_revision := ${revisionSql(names)};` : '';
  return `${asFound}
INSERT INTO ${table} (migration_name, category, checksum, applied_at, applied_by, duration_ms, note)
  VALUES (${values.join(', ')}, pg_catalog.clock_timestamp(),
    ${quoteLiteral(row.appliedBy)}, pg_catalog.round(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) * 1000)::bigint, ${note});
SELECT pg_catalog.jsonb_build_object('outcome', 'applied', 'revision', h.revision::text || ' ' || h.migration_name,
    'appliedAt', ${epochSql('h.applied_at')}, 'durationMs', h.duration_ms) INTO lockstep_outcome
  FROM (SELECT * FROM ${table} ORDER BY revision DESC LIMIT 1) AS h
  WHERE (h.migration_name, h.category, h.checksum) = (${values.join(', ')})
    AND coalesce((SELECT revision::text || ' ' || migration_name FROM ${table} ORDER BY revision DESC OFFSET 1 LIMIT 1), '0')
      = ${previous === null ? 'lockstep_revision' : quoteLiteral(previous)};
IF NOT FOUND THEN ${historyChanged} END IF;`;
}

/** What the server says where the history is not what it must be after the row was written. */
export const historyChangedText = 'the script, or a trigger or rule on the history, changed the history';

/** Raises LS002. For PL/pgSQL. */
export const historyChanged: string = `RAISE EXCEPTION '${historyChangedText}' USING ERRCODE = 'LS002';`;

/** Looks again at the newest row, after what a COMMIT would have set off. Raises LS002. For PL/pgSQL. */
export function keptPart(names: HistoryNames, revision: string): string {
  return `IF ${revisionSql(names)} <> ${quoteLiteral(revision)} THEN ${historyChanged} END IF;`;
}

/** Sets or removes the install marker. */
export function installPart(names: HistoryNames, change: InstallChange): string {
  if (change.kind === 'keep') return '';
  if (change.kind === 'clear') return `DELETE FROM ${names.state} WHERE key = 'install';`;
  return putState(names, 'install', JSON.stringify({ target: change.target }));
}

/** Writes a row of the side table, new or not. */
export function putState({ state }: HistoryNames, key: 'install' | 'step', value: string): string {
  return `INSERT INTO ${state} AS s (key, value, updated_at)
  VALUES (${quoteLiteral(key)}, ${quoteLiteral(value)}, pg_catalog.clock_timestamp())
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at;`;
}

function setLocal(name: string, value: string): string {
  return `pg_catalog.set_config(${quoteLiteral(name)}, ${value}, true)`;
}
