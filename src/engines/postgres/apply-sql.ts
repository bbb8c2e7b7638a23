import type { InstallChange } from '../../core/plan.ts';
import type { HistoryNames } from './history-names.ts';
import { epochSql, installTargetSql, laterColumns, revisionSql } from './history-sql.ts';
import { dollarQuote, quoteIdentifier, quoteLiteral, quoteNullable } from './quote.ts';
import type { SessionFacts } from './session-facts.ts';
import { beginSql, endSql, executePart, historyChangedText, type NewRow, settlePart } from './write-sql.ts';

/*
 * The message that applies a migration to a history that is there as it should be. What PL/pgSQL does it prepares
 * anew in every block, which costs more than the work; so all but the script are statements of their own, each of
 * which does nothing unless the one before left the word for it in the transaction's setting `lockstep.outcome`:
 * `locked` or `busy`, then `go` or `moved`, then `ran`. None of that is an error, which the server would log with
 * the script. What comes after the script looks only whether it was kept from running: a trigger on the history may
 * `RESET ALL`, and nothing may then be left out in silence.
 */

/** A statement of the message; its values, all text, are constants or the parameters of a prepared statement. */
export interface Template {
  readonly name: string;
  readonly values: number;
  readonly sql: (names: HistoryNames, ...values: readonly string[]) => string;
}

/** Reached with any other word, the script has run. */
const hasRun = `pg_catalog.current_setting('lockstep.outcome') NOT IN ('busy', 'moved')`;

/** Only the next statement sees what the last holder of the lock has committed: its snapshot is taken under the lock. */
export const lock: Template = {
  name: 'lock',
  values: 0,
  sql: ({ lockKey }) =>
    `SELECT ${setOutcome(
      `CASE WHEN pg_catalog.pg_try_advisory_xact_lock(${lockKey}) THEN 'locked' ELSE 'busy' END`,
    )} AS outcome`,
};

const decide: Template = {
  name: 'decide',
  values: 2,
  sql: decisionSql,
};

/** Goes where the newest row and the install marker are these. */
export function decisionSql(names: HistoryNames, revision: string, installTarget: string): string {
  return `SELECT ${setOutcome(`CASE WHEN ${revisionSql(names, laterColumns)} = ${revision}
    AND ${installTargetSql(names)} IS NOT DISTINCT FROM ${installTarget} THEN 'go' ELSE 'moved' END`)} AS outcome
  WHERE ${outcomeIs('locked')}`;
}

export const record: Template = {
  name: 'record',
  values: 4,
  sql: (
    { table },
    name,
    category,
    checksum,
    appliedBy,
  ) => `INSERT INTO ${table} (migration_name, category, checksum, applied_at, applied_by, duration_ms)
  SELECT ${name}, ${category}, ${checksum}, pg_catalog.clock_timestamp(), ${appliedBy}, pg_catalog.round(pg_catalog.date_part('epoch',
    pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) * 1000)::bigint WHERE ${hasRun}`,
};

/**
 * One look that costs the same whatever the history's length: the newest row is the one that was written, and the one
 * before it is what was read under the lock. A script, trigger or rule that has made it anything else ends in an error
 * of our own words, raised by a cast because plain SQL has no RAISE. Session locks of the script are let go on the way.
 */
const confirm: Template = {
  name: 'confirm',
  values: 4,
  sql: (names, name, category, checksum, previous) =>
    confirmationSql(
      names,
      [name, category, checksum],
      `coalesce((SELECT revision::text || ' ' || migration_name FROM ${names.table} ORDER BY revision DESC OFFSET 1 LIMIT 1), '0') = ${previous}`,
    ),
};

export function confirmationSql(
  { table }: HistoryNames,
  [name, category, checksum]: readonly [string, string, string],
  isBehindPrevious: string,
): string {
  return `SELECT CASE WHEN ${isBehindPrevious}
  THEN coalesce((SELECT CASE WHEN migration_name = ${name} AND category = ${category} AND checksum = ${checksum}
      THEN revision::text || ' ' || ${epochSql('applied_at')}::text || ' ' || duration_ms::text END
    FROM ${table} ORDER BY revision DESC LIMIT 1), ${changed})
  ELSE ${changed} END AS written, pg_catalog.pg_advisory_unlock_all() AS unlocked WHERE ${hasRun}`;
}

/** Not folded into the plan, as a constant would be. */
const changed = `pg_catalog.concat(${quoteLiteral(historyChangedText)})::bigint::text`;

const templates: readonly Template[] = [lock, decide, record, confirm];

/**
 * Prepares the statements on the connection under names that begin with `prefix`, which saves most of what they cost.
 * Only where no pooler stands between; not before the history is there.
 */
export function prepareSql(
  names: HistoryNames,
  prefix: string,
  prepared: readonly Template[] = templates,
): string {
  return prepared
    .map(({ name, values, sql }) => {
      const parameters = Array.from({ length: values }, (_, index) => `$${index + 1}`);
      const types = values === 0 ? '' : `(${parameters.map(() => 'text').join(', ')})`;
      return `PREPARE ${prefix}_${name}${types} AS ${sql(names, ...parameters)};\n`;
    })
    .join('');
}

/** How the statements of a message are written: by the prefix of prepared ones, or in full. */
export interface Wording {
  readonly names: HistoryNames;
  readonly prefix: string | null;
}

export function say(
  { names, prefix }: Wording,
  { name, sql }: Template,
  ...values: readonly string[]
): string {
  if (prefix === null) return `${sql(names, ...values.map((value) => `${value}::text`))};`;
  return `EXECUTE ${prefix}_${name}${values.length === 0 ? '' : `(${values.join(', ')})`};`;
}

/**
 * Opens the transaction with our own settings; what the role or the database has by default must not bite. Without facts
 * everything is set.
 */
export function openSql(facts: SessionFacts | null): string {
  if (facts === null) return beginSql();
  const { settings } = facts;
  return `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;${setLocal(settings)}${ownPath}\n`;
}

/**
 * Ends it: what a script may have left on the connection goes in the same message, because behind a transaction pooler
 * the next one may reach another connection.
 */
export function closeSql(facts: SessionFacts | null): string {
  if (facts === null) return endSql;
  return `${cleanSql(facts, ['statement_timeout', 'transaction_timeout'])}COMMIT`;
}

/** What closeSql does but for the COMMIT; what the role has as these limits would bite that, and what comes before it. */
export function cleanSql({ settings }: SessionFacts, limits: readonly string[]): string {
  const own = setLocal(settings.filter(([name]) => limits.includes(name)));
  return `${ownRole}RESET ALL;${own}DISCARD TEMP;DISCARD SEQUENCES;UNLISTEN *;CLOSE ALL;`;
}

export const ownPath = 'SET LOCAL search_path = pg_catalog, pg_temp;';
export const ownRole = 'RESET SESSION AUTHORIZATION;RESET ROLE;';

function setLocal(settings: SessionFacts['settings']): string {
  return settings.map(([name, value]) => `SET LOCAL ${name} = ${value};`).join('');
}

/** Takes the lock and decides again. */
export function decideSql(
  wording: Wording,
  expected: { readonly revision: string; readonly installTarget: string | null },
): string {
  return `${say(wording, lock)}
${say(wording, decide, quoteLiteral(expected.revision), quoteNullable(expected.installTarget))}
SET LOCAL search_path = ${quoteIdentifier(wording.names.raw.schema)};`;
}

/**
 * Runs the script where the decision was to go; what it, or a trigger that it has deferred, says of the outcome itself
 * does not count.
 */
export function runSql(statements: readonly { readonly text: string }[], settle: boolean): string {
  const body = `
BEGIN
IF ${outcomeIs('go')} THEN
${statements.map(({ text }) => executePart(text)).join('\n')}
${ranSql(settle)}
END IF;
END `;
  return `DO ${dollarQuote(body)};`;
}

/** Says that the script has run; `settle` brings deferred constraints forward, while its own search_path still stands. */
export function ranSql(settle: boolean): string {
  return `${settle ? settlePart : ''}SET LOCAL lockstep.outcome = ran;`;
}

/** Writes the history row where the script has run, and looks at the history afterwards. */
export function recordSql(wording: Wording, row: NewRow, previous: string, install: InstallChange): string {
  const [name, category, checksum] = [row.name, row.category, row.checksum].map(quoteLiteral) as [
    string,
    string,
    string,
  ];
  return `${ownRole}${ownPath}SET LOCAL client_encoding = 'UTF8';
${say(wording, record, name, category, checksum, quoteLiteral(row.appliedBy))}
${installSql(wording.names, install)}${say(wording, confirm, name, category, checksum, quoteLiteral(previous))}
`;
}

export function installSql({ state }: HistoryNames, change: InstallChange): string {
  if (change.kind === 'keep') return '';
  if (change.kind === 'clear') return `DELETE FROM ${state} WHERE key = 'install' AND ${hasRun};\n`;
  return `INSERT INTO ${state} AS s (key, value, updated_at)
  SELECT 'install', ${quoteLiteral(JSON.stringify({ target: change.target }))}, pg_catalog.clock_timestamp() WHERE ${hasRun}
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at;\n`;
}

function setOutcome(value: string): string {
  return `pg_catalog.set_config('lockstep.outcome', ${value}, true)`;
}

function outcomeIs(word: string): string {
  return `pg_catalog.current_setting('lockstep.outcome') = '${word}'`;
}
