import { emptySnapshot, type StoreSnapshot } from '../../core/history.ts';
import type { HistoryTarget } from '../../core/migration.ts';
import { findTables, sqliteVersion, userTables } from '../../engines/sqlite/catalog-sql.ts';
import { judgeHistory, type Row, snapshotOf } from '../../engines/sqlite/history-rows.ts';
import { historySql } from '../../engines/sqlite/history-sql.ts';
import type { SqliteConnection } from './connection.ts';
import { isMissingObject } from './map-error.ts';
import { refuseOldSqlite } from './sqlite-version.ts';

/**
 * Returns what the database says about the history: one query where it has rows. Writes nothing. Throws ENGINE_TOO_OLD
 * for an old SQLite: the version comes with the rows, because a start asks nothing else.
 */
export async function readHistory(
  connection: SqliteConnection,
  { table }: HistoryTarget,
): Promise<StoreSnapshot> {
  const sql = historySql(table);
  try {
    const [rows] = await connection.read([{ sql: sql.readAll, rows: true }]);
    refuseOldSqlite(String(rows!.find(({ kind }) => Number(kind) === 2)!['migration_name']));
    if (Number(rows!.at(-1)!['kind']) === 0) return snapshotOf('current', rows!, []);
  } catch (error) {
    if (!isMissingObject(error)) throw error;
  }
  return inspectHistory(connection, table);
}

/** The long way, for a history that is absent, empty, outdated or not ours. */
async function inspectHistory(connection: SqliteConnection, table: string): Promise<StoreSnapshot> {
  const sql = historySql(table);
  const names = [table, sql.stateTable];
  const [version, found, tables] = await connection.read([
    { sql: sqliteVersion, rows: true },
    { sql: findTables, values: names, rows: true },
    { sql: userTables, values: names, rows: true },
  ]);
  refuseOldSqlite(String(version![0]!['version']));
  const userTableNames = tables!.map(({ name }) => String(name));
  const { format, columns, hasState } = judgeHistory(table, sql.stateTable, found!);
  if (format === 'absent') return { ...emptySnapshot, tables: userTableNames };
  if (format === 'foreign') {
    return { ...emptySnapshot, format, foreignColumns: columns, tables: userTableNames };
  }
  const read: Row[] = [];
  const queries = [columns.includes('note') ? sql.readWithNote : sql.readWithoutNote];
  if (hasState) queries.push(sql.readState);
  for (const rows of await connection.read(queries.map((query) => ({ sql: query, rows: true as const })))) {
    read.push(...rows);
  }
  const isEmpty = !read.some(({ kind }) => Number(kind) === 0);
  return snapshotOf(format, read, isEmpty ? userTableNames : []);
}
