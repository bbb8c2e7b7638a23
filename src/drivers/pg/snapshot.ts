import { setTimeout as sleep } from 'node:timers/promises';
import type { HistoryFormat, HistoryNote, HistoryRow, StoreSnapshot } from '../../core/history.ts';
import type { HistoryTarget } from '../../core/migration.ts';
import { LockstepError } from '../../core/errors.ts';
import { type HistoryNames, historyNames } from '../../engines/postgres/history-names.ts';
import {
  inspectSql,
  laterColumns,
  listTablesSql,
  readCurrentSql,
  readOutdatedSql,
  requiredColumns,
} from '../../engines/postgres/history-sql.ts';
import { readFacts } from '../../engines/postgres/session-facts.ts';
import { installTargetIn, progressIn, type StateRows } from '../../engines/postgres/state-values.ts';
import type { PgConnection, Row } from './connection.ts';
import { isMissingObject, mapError } from './map-error.ts';

const oldestVersion = 140_000;
/** Of a pause between two readings; all of them together take twice as long. */
const longestPauseMs = 256;

/** Reads a history: one query where it is there as it should be. Throws ENGINE_TOO_OLD, PERMISSION_DENIED. */
export async function readSnapshot(connection: PgConnection, history: HistoryTarget): Promise<StoreSnapshot> {
  const names = historyNames(history);
  const first = await readOnce(connection, names);
  if (first.history.length > 0 || first.tables.length === 0) return first;
  // Another process may have installed between the query for the history and the one for the tables. Only a history
  // that is still empty after the tables were there says that they came without one.
  const second = await readOnce(connection, names);
  return second.history.length > 0 ? second : { ...second, tables: first.tables };
}

/**
 * Behind a pooler each message may reach another server process, and one that has looked for the history before does not
 * find it for a moment after another has: caches are told of a commit when it can be seen already. So a history that is
 * there and not there is read again.
 */
async function readOnce(connection: PgConnection, names: HistoryNames): Promise<StoreSnapshot> {
  for (let pauseMs = 1; ; pauseMs *= 2) {
    try {
      return (await readCurrent(connection, names)) ?? (await readWithCatalog(connection, names));
    } catch (error) {
      const code = error instanceof LockstepError ? error.details['engineCode'] : null;
      if (code !== '42P01' || pauseMs > longestPauseMs) throw error;
      await sleep(pauseMs);
    }
  }
}

async function readCurrent(connection: PgConnection, names: HistoryNames): Promise<StoreSnapshot | null> {
  let row: Row | undefined;
  try {
    [row] = await connection.send(readCurrentSql(names));
  } catch (error) {
    if (isMissingObject(error)) return null;
    throw mapError(error);
  }
  if (row === undefined) return null;
  learn(connection, row);
  if (!isTable(row['kind'])) return null;
  const snapshot = toSnapshot(names, 'current', row);
  return snapshot.history.length > 0 ? snapshot : withTables(connection, names, snapshot);
}

async function readWithCatalog(connection: PgConnection, names: HistoryNames): Promise<StoreSnapshot> {
  try {
    // Most often nothing is there yet: then this is all there is to know.
    const [row = {}, ...tables] = await connection.send(`${inspectSql(names)}; ${listTablesSql(names)}`);
    learn(connection, row);
    const columns = row['columns'] as Readonly<Record<string, string>>;
    const listed = { tables: tables.map(({ name }) => name as string) };
    if (row['kind'] === null) return { ...toSnapshot(names, 'absent', {}), ...listed };
    const isOurs =
      isTable(row['kind']) &&
      requiredColumns.every((column) => column in columns) &&
      columns['applied_at'] === 'timestamp with time zone';
    if (!isOurs)
      return { ...toSnapshot(names, 'foreign', {}), ...listed, foreignColumns: Object.keys(columns) };
    const isComplete = row['state'] === true && laterColumns.every((column) => column in columns);
    const sql = isComplete
      ? // Somebody has created or upgraded it since the first query.
        readCurrentSql(names)
      : readOutdatedSql(names, { note: 'note' in columns, state: row['state'] === true });
    const [rows = {}] = await connection.send(sql);
    const snapshot = toSnapshot(names, isComplete ? 'current' : 'outdated', rows);
    return snapshot.history.length > 0 ? snapshot : withTables(connection, names, snapshot);
  } catch (error) {
    throw mapError(error);
  }
}

/** What a row tells about the connection. Throws ENGINE_TOO_OLD. */
function learn(connection: PgConnection, row: Row): void {
  checkVersion(row);
  connection.facts = readFacts(row, connection.processId);
}

function toSnapshot(names: HistoryNames, format: HistoryFormat, row: Row): StoreSnapshot {
  if (row['hidden'] === true) {
    throw new LockstepError(
      'PERMISSION_DENIED',
      `row-level security hides rows of ${names.table} from this user, so the history cannot be trusted`,
      { hint: `Connect as the owner of ${names.table}, or take row-level security off it.` },
    );
  }
  const state = (row['state'] ?? {}) as StateRows;
  return {
    format,
    foreignColumns: [],
    history: ((row['rows'] ?? []) as readonly HistoryTuple[]).map(historyRow),
    revision: (row['revision'] as string | undefined) ?? '0',
    installTarget: installTargetIn(names, state),
    progress: progressIn(names, state),
    tables: [],
  };
}

async function withTables(
  connection: PgConnection,
  names: HistoryNames,
  snapshot: StoreSnapshot,
): Promise<StoreSnapshot> {
  try {
    const rows = await connection.send(listTablesSql(names));
    return { ...snapshot, tables: rows.map(({ name }) => name as string) };
  } catch (error) {
    throw mapError(error);
  }
}

type HistoryTuple = readonly [string, string, string, number | string, string, number, HistoryNote | null];

function historyRow(tuple: HistoryTuple): HistoryRow {
  const [name, category, checksum, appliedAt, appliedBy, durationMs, note] = tuple;
  return { name, category, checksum, appliedAt: isoTime(appliedAt), appliedBy, durationMs, note };
}

/**
 * RFC 3339 UTC with milliseconds, rounded down, of the seconds that the server gives. What no date can hold, and the
 * server can where somebody else has written the row, is `infinity` or `-infinity`.
 */
export function isoTime(epochSeconds: number | string): string {
  const time = new Date(Math.floor(Math.round(Number(epochSeconds) * 1e6) / 1e3));
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  return Number(epochSeconds) > 0 ? 'infinity' : '-infinity';
}

function isTable(kind: unknown): boolean {
  return kind === 'r' || kind === 'p';
}

function checkVersion({ version }: Row): void {
  if (Number(version) >= oldestVersion) return;
  throw new LockstepError(
    'ENGINE_TOO_OLD',
    `the server is PostgreSQL ${Math.floor(Number(version) / 10_000)}; Lockstep needs 14 or later`,
    { details: { version: Number(version) } },
  );
}
