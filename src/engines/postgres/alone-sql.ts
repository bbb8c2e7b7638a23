import type { AloneStatement } from './alone-statement.ts';
import type { HistoryNames } from './history-names.ts';
import { executePart, keptPart, settlePart } from './write-sql.ts';
import { dollarQuote, quoteIdentifier, quoteLiteral } from './quote.ts';

/** What the catalog says about the object of a statement. */
export type AloneFact = 'absent' | 'valid' | 'invalid' | 'building' | 'detaching';

/**
 * Asks for the fact of a statement, with the script's search_path in force; null where no object can tell. `name` is
 * the index to drop where it is `invalid`.
 */
export function factSql({ kind, target }: AloneStatement): string | null {
  if (target === null) return null;
  const relation = `pg_catalog.to_regclass(${quoteLiteral(target.relation)})`;
  if (kind === 'create-index') {
    return `SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index AS p
        WHERE p.datid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
          AND p.relid = t.oid AND p.index_relid = c.oid) THEN 'building'
      WHEN c.oid IS NULL THEN 'absent' WHEN i.indisvalid THEN 'valid' ELSE 'invalid' END AS fact,
    pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name
    FROM (SELECT ${relation} AS oid) AS target LEFT JOIN pg_catalog.pg_class AS t ON t.oid = target.oid
    LEFT JOIN (pg_catalog.pg_class AS c JOIN pg_catalog.pg_index AS i ON i.indexrelid = c.oid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace)
      ON i.indrelid = t.oid AND c.relname = ${quoteLiteral(target.index ?? '')}`;
  }
  if (kind === 'drop-index')
    return `SELECT CASE WHEN ${relation} IS NULL THEN 'absent' ELSE 'valid' END AS fact, NULL AS name`;
  if (kind === 'detach') {
    return `SELECT coalesce((SELECT CASE WHEN inhdetachpending THEN 'detaching' ELSE 'valid' END
      FROM pg_catalog.pg_inherits WHERE inhrelid = ${relation}), 'absent') AS fact, NULL AS name`;
  }
  return null;
}

/** The invalid leftovers of a REINDEX CONCURRENTLY that did not end, on the table it worked on. */
export function reindexLeftoversSql({ kind, target }: AloneStatement): string | null {
  if (kind !== 'reindex' || target === null) return null;
  return `SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name
  FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
  WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND i.indrelid = coalesce(
    (SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid = pg_catalog.to_regclass(${quoteLiteral(target.relation)})),
    pg_catalog.to_regclass(${quoteLiteral(target.relation)}))`;
}

/** The settings of the connection on which a step runs: the mark, the schema, and none of the role's time limits. */
export function stepSessionSql(names: HistoryNames, token: string): readonly string[] {
  return [
    markSql(token),
    `SET search_path = ${quoteIdentifier(names.raw.schema)}`,
    'SET standard_conforming_strings = on',
    'SET statement_timeout = 0',
    'SET lock_timeout = 0',
    'SET idle_session_timeout = 0',
    'SET idle_in_transaction_session_timeout = 0',
    'SET default_transaction_read_only = off',
    `SET default_transaction_isolation = 'read committed'`,
    `SELECT CASE WHEN pg_catalog.current_setting('server_version_num')::int >= 170000 THEN pg_catalog.set_config('transaction_timeout', '0', false) END`,
  ];
}

/** Marks the connection, and says that what comes is UTF-8. Again after every SET of the script, RESET ALL among them. */
export function markSql(token: string): string {
  return `SET application_name = ${quoteLiteral(`lockstep ${token}`)}; ${ownEncodingSql}`;
}

/** The next message is UTF-8, whatever the script has said. */
export const ownEncodingSql = `SET client_encoding = 'UTF8'`;

/** A statement that commits together with its progress, and the history's revision that it must leave as it is. */
export interface Accompanied {
  readonly statement: string;
  readonly revision: string;
}

/**
 * Writes the progress in a transaction of its own, if the row still is of this token: whoever took the step over has
 * put another there. Raises LS001 then, and LS002 where the statement has changed the history.
 */
export function writeProgressSql(
  names: HistoryNames,
  token: string,
  role: string,
  text: string,
  accompanied: Accompanied | null = null,
): string {
  const body = `
BEGIN
${accompanied === null ? '' : `${executePart(accompanied.statement)}\n${settlePart}\n${ownEncodingSql};`}
SET LOCAL SESSION AUTHORIZATION DEFAULT;
SET LOCAL ROLE ${quoteIdentifier(role)};
SET LOCAL search_path = pg_catalog, pg_temp;
UPDATE ${names.state} SET value = ${quoteLiteral(text)}, updated_at = pg_catalog.clock_timestamp()
  WHERE key = 'step' AND value::json ->> 'token' = ${quoteLiteral(token)};
IF NOT FOUND THEN RAISE EXCEPTION 'another process has taken the step over' USING ERRCODE = 'LS001'; END IF;
${accompanied === null ? '' : keptPart(names, accompanied.revision)}
END `;
  return `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; DO ${dollarQuote(body)}; COMMIT`;
}

/** Ends idle connections of a process that is no longer the owner of a step: they must not send anything more. */
export function endIdleSql(token: string): string {
  return `SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
  WHERE application_name = ${quoteLiteral(`lockstep ${token}`)} AND usename = current_user AND state = 'idle'`;
}
