import { createHash } from 'node:crypto';
import type { HistoryTarget } from '../../core/migration.ts';
import { quoteIdentifier, quoteLiteral } from './quote.ts';

/** How SQL text names a history, its side table, its schema and its lock. */
export interface HistoryNames {
  /** Quoted, for SQL. */
  readonly schema: string;
  readonly table: string;
  readonly state: string;
  /** The same as text constants, for `to_regclass` and its like. */
  readonly schemaText: string;
  readonly tableText: string;
  readonly stateText: string;
  /** The key of the advisory lock: a signed 64-bit number. */
  readonly lockKey: string;
  /** The two halves of the key, as pg_locks shows them. */
  readonly lockHalves: { readonly classid: number; readonly objid: number };
  readonly raw: { readonly schema: string; readonly table: string; readonly state: string };
}

/** Asked for at every migration, for the same few histories. */
const known = new Map<string, HistoryNames>();

/** Returns the names of a history. The lock's key depends on nothing but schema and table. */
export function historyNames(history: HistoryTarget): HistoryNames {
  const key = `${history.schema ?? 'public'}\0${history.table}`;
  const names = known.get(key) ?? makeNames(history);
  known.set(key, names);
  return names;
}

function makeNames(history: HistoryTarget): HistoryNames {
  const raw = {
    schema: history.schema ?? 'public',
    table: history.table,
    state: `${history.table}_state`,
  };
  const schema = quoteIdentifier(raw.schema);
  const table = `${schema}.${quoteIdentifier(raw.table)}`;
  const state = `${schema}.${quoteIdentifier(raw.state)}`;
  const digest = createHash('sha256').update(table, 'utf8').digest();
  return {
    schema,
    table,
    state,
    schemaText: quoteLiteral(schema),
    tableText: quoteLiteral(table),
    stateText: quoteLiteral(state),
    lockKey: digest.readBigInt64BE(0).toString(),
    lockHalves: { classid: digest.readUInt32BE(0), objid: digest.readUInt32BE(4) },
    raw,
  };
}
