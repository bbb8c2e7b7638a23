import { nowMsSql, nowSql, stateTableOf } from './history-sql.ts';
import { quoteName } from './quote.ts';

/**
 * How long a claim lives unless it is renewed, by the server's clock: as long as a script may take that nobody shall
 * disturb, and as long as others wait for a holder whose machine is gone.
 */
export const claimLifeMs = 60_000;

/** Statements about the claim: a row of the state table that says who is working, so that others do not queue. */
export interface ClaimSql {
  /** Returns `token`, `holder` and `live` (1 while it has not expired); no row where nobody claimed. */
  readonly look: string;
  /** Bound: token, holder, the token of a claim whose process is known to be gone. Changes nothing while another claim lives. */
  readonly take: string;
  /** Bound: token. */
  readonly leave: string;
}

/** Returns the statements for the claim on the history of this name. */
export function claimSql(table: string): ClaimSql {
  const state = `main.${quoteName(stateTableOf(table))}`;
  const stored = `json_extract(${state}.value, '$.expires')`;
  return {
    look: `SELECT json_extract(value, '$.token') AS token, json_extract(value, '$.holder') AS holder,
  json_extract(value, '$.expires') > ${nowMsSql} AS live FROM ${state} WHERE key = 'claim'`,
    take: `INSERT INTO ${state} (key, value, updated_at)
VALUES ('claim', json_object('token', ?, 'holder', ?, 'expires', ${nowMsSql} + ${claimLifeMs}), ${nowSql})
ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at
WHERE ${stored} <= ${nowMsSql} OR json_extract(${state}.value, '$.token') = json_extract(excluded.value, '$.token')
  OR json_extract(${state}.value, '$.token') = ?`,
    leave: `DELETE FROM ${state} WHERE key = 'claim' AND json_extract(value, '$.token') = ?`,
  };
}
