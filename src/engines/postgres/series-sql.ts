import type { InstallChange } from '../../core/plan.ts';
import {
  cleanSql,
  confirmationSql,
  decisionSql,
  installSql,
  lock,
  openSql,
  ownPath,
  ownRole,
  prepareSql,
  record,
  runSql,
  say,
  type Template,
  type Wording,
} from './apply-sql.ts';
import { quoteLiteral, quoteNullable } from './quote.ts';
import type { SessionFacts } from './session-facts.ts';
import type { NewRow } from './write-sql.ts';

/*
 * Messages that are sent one behind the other without waiting for an answer. Each is as it would be alone, but for one
 * thing: the revision that it must find is not known when it is written. So each leaves the revision of its own row in a
 * setting of the session, and only there; the next goes when it finds that row, with the name that the plan expects. A
 * message that was busy, moved or rolled back leaves another word, and all behind it find that the history has moved.
 *
 * Not several transactions in one message: now() would be for all of them the moment at which that message came, and a
 * script could not tell its own rows from those of the step before.
 *
 * The COMMIT is a message of its own, because in a transaction that has failed it is a silent ROLLBACK: anything else
 * behind it would be logged as an error, with its whole text.
 */

/** The newest row's number as the message before left it. */
const left = `pg_catalog.current_setting('lockstep.left', true)`;

const follow: Template = {
  name: 'follow',
  values: 2,
  sql: (names, name, installTarget) => decisionSql(names, `${left} || ${name}`, installTarget),
};

/** A script that has reset all settings is judged by the name alone. */
const confirm: Template = {
  name: 'confirm',
  values: 4,
  sql: (names, name, category, checksum, previous) =>
    confirmationSql(
      names,
      [name, category, checksum],
      `coalesce((SELECT CASE WHEN coalesce(${left}, '') IN ('', revision::text) THEN ' ' || migration_name ELSE '?' END
    FROM ${names.table} ORDER BY revision DESC OFFSET 1 LIMIT 1), '') = ${previous}`,
    ),
};

/** Nothing where the newest row was not written by this transaction. */
const leave: Template = {
  name: 'leave',
  values: 0,
  sql: ({ table }) => `SELECT pg_catalog.set_config('lockstep.left', (SELECT n.revision::text
    FROM (SELECT revision, xmin AS writer FROM ${table} ORDER BY revision DESC LIMIT 1) AS n
    WHERE n.writer = pg_catalog.pg_current_xact_id_if_assigned()::xid), false)`,
};

const templates: readonly Template[] = [lock, follow, record, confirm, leave];

/** Ends the transaction of the message before it: where that has failed, without a word. */
export const commitSql = 'COMMIT';

/** What goes before the first step: prepares the statements where they are not, and says which row it must find. */
export function beginSeriesSql({ names, prefix }: Prepared, isPrepared: boolean, revision: string): string {
  const [number] = revision.split(' ', 1) as [string];
  const prepare = isPrepared ? '' : prepareSql(names, prefix, templates);
  return `${ownPath}\n${prepare}SELECT pg_catalog.set_config('lockstep.left', ${quoteLiteral(number)}, false)`;
}

/** The statements of a series are always prepared ones. */
export interface Prepared extends Wording {
  readonly prefix: string;
}

export interface SeriesStep {
  readonly row: NewRow;
  readonly statements: readonly { readonly text: string }[];
  readonly install: InstallChange;
  /** The name of the step before it, null where the history has no row. */
  readonly previous: string | null;
  readonly installTarget: string | null;
}

/** All of a step but its COMMIT. */
export function seriesStepSql(
  wording: Prepared,
  facts: SessionFacts,
  { row, statements, install, previous, installTarget }: SeriesStep,
): string {
  const { names } = wording;
  const before = quoteLiteral(previous === null ? '' : ` ${previous}`);
  const values = [row.name, row.category, row.checksum].map(quoteLiteral);
  return `${openSql(facts)}${say(wording, lock)}
${say(wording, follow, before, quoteNullable(installTarget))}
SET LOCAL search_path = ${names.schema};${runSql(statements, true)}${ownRole}${ownPath}SET LOCAL client_encoding = 'UTF8';
${say(wording, record, ...values, quoteLiteral(row.appliedBy))}
${installSql(names, install)}${say(wording, confirm, ...values, before)}
${cleanSql(facts, limits)}${ownPath}${say(wording, leave)}`;
}

/** Between the two messages the transaction is idle, if only for as long as the server needs to read the second. */
const limits = ['statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout'];
