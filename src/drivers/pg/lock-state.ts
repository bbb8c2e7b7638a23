import type { HistoryNames } from '../../engines/postgres/history-names.ts';
import { blockersSql, lockStateSql, worksSql } from '../../engines/postgres/lock-sql.ts';
import type { LockState } from '../port.ts';
import { connect, type PgConnection } from './connection.ts';
import { mapError } from './map-error.ts';

/** Returns who works on a history; takes nothing, raises nothing on the server. */
export async function readLockState(connection: PgConnection, names: HistoryNames): Promise<LockState> {
  try {
    const rows = await connection.send(lockStateSql(names));
    const row = rows.find((candidate) => 'change' in candidate) ?? {};
    const holder = (row['holder'] ?? row['step'] ?? null) as string | null;
    return { free: holder === null, holder, change: String(row['change']) };
  } catch (error) {
    throw mapError(error);
  }
}

/** True where the server's process still works on what it was sent. */
export async function isAtWork(connection: PgConnection, processId: number): Promise<boolean> {
  try {
    const [row] = await connection.send(worksSql(processId));
    return row?.['works'] === true;
  } catch (error) {
    throw mapError(error);
  }
}

/** Whom the script under this history's lock waits for, or null. Opens a connection for the question. */
export async function readBlocker(url: string, names: HistoryNames): Promise<string | null> {
  const connection = await connect(url);
  try {
    const [row] = await connection.send(blockersSql(names));
    return (row?.['holder'] ?? null) as string | null;
  } catch (error) {
    throw mapError(error);
  } finally {
    await connection.close();
  }
}

/** Who holds the lock, or null where it has just become free. */
export async function readHolder(connection: PgConnection, names: HistoryNames): Promise<string | null> {
  return (await readLockState(connection, names)).holder;
}
