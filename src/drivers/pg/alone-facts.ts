import { type AloneFact, factSql, reindexLeftoversSql } from '../../engines/postgres/alone-sql.ts';
import type { AloneStatement } from '../../engines/postgres/alone-statement.ts';
import { type InFlightVerdict, judgeInFlight } from '../../engines/postgres/judge-alone.ts';
import type { PgConnection } from './connection.ts';

/** What became of a statement, and the index to drop before it runs again. */
export interface InFlight {
  readonly verdict: InFlightVerdict;
  readonly index: string | null;
}

/** Judges a statement by the catalog, through a connection that has the script's search_path. */
export async function judgeStatement(connection: PgConnection, alone: AloneStatement): Promise<InFlight> {
  const sql = factSql(alone);
  if (sql === null) return { verdict: judgeInFlight(alone.kind, null), index: null };
  const rows = await connection.send(sql);
  const row = rows.find((candidate) => 'fact' in candidate);
  return {
    verdict: judgeInFlight(alone.kind, (row?.['fact'] ?? null) as AloneFact | null),
    index: (row?.['name'] ?? null) as string | null,
  };
}

/** Drops the invalid index that a statement has left behind; nothing where it left none. */
export async function dropLeftovers(connection: PgConnection, alone: AloneStatement): Promise<void> {
  const found: string[] = [];
  if (alone.kind === 'create-index') {
    const { verdict, index } = await judgeStatement(connection, alone);
    if (verdict === 'rebuild' && index !== null) found.push(index);
  }
  const leftovers = reindexLeftoversSql(alone);
  if (leftovers !== null) {
    for (const { name } of await connection.send(leftovers)) found.push(name as string);
  }
  for (const index of found) await connection.send(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
}
