import { quoteLiteral } from './quote.ts';

/** What a connection has told about itself and its server. */
export interface SessionFacts {
  /** No transaction pooler stands between: what one message leaves on the connection the next one finds there. */
  readonly isDirect: boolean;
  /** What a transaction of ours must set: behind a pooler everything, else what the session has otherwise. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

const wanted: Readonly<Record<string, string>> = {
  standard_conforming_strings: 'on',
  // A migration may wait for its table locks: killing it by surprise would only make it wait again.
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  statement_timeout: '0',
  transaction_timeout: '0',
  // A client that dies takes its transaction with it.
  client_connection_check_interval: '250',
};

/** The columns of a query that tell the facts. */
export const factsColumns: string = `pg_catalog.current_setting('server_version_num')::int AS version, pg_catalog.version() AS build,
  pg_catalog.pg_backend_pid() AS pid, pg_catalog.json_build_object(${Object.keys(wanted)
    .map((name) => `${quoteLiteral(name)}, pg_catalog.current_setting(${quoteLiteral(name)}, true)`)
    .join(', ')}) AS settings`;

/** Returns what a row with these columns tells; `processId` is what the connection was told when it was opened. */
export function readFacts(row: Readonly<Record<string, unknown>>, processId: number | null): SessionFacts {
  const isDirect = row['pid'] === processId;
  const has = row['settings'] as Readonly<Record<string, string | null>>;
  const isKnown = (name: string): boolean =>
    typeof has[name] === 'string' && (name !== 'client_connection_check_interval' || looksAfterClients(row));
  return {
    isDirect,
    settings: Object.entries(wanted).filter(
      ([name, value]) => isKnown(name) && !(isDirect && has[name] === value),
    ),
  };
}

/** A server on Windows cannot, one on macOS only from 15 on; both refuse the setting. */
function looksAfterClients(row: Readonly<Record<string, unknown>>): boolean {
  const build = String(row['build']);
  if (/mingw|visual|msvc/i.test(build)) return false;
  return !/apple|darwin/i.test(build) || Number(row['version']) >= 150_000;
}
