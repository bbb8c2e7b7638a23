import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Pooler } from '../servers/pgbouncer.ts';
import type { TestStore } from '../stores/test-store.ts';

/** Linux only. */
const connections = '/proc/net/tcp';

/**
 * Returns which of these processes holds an advisory lock in the PostgreSQL database through the pooler, by the way
 * from the server's process to the client's port and its owner (Linux); else null. The name that a client gives its
 * connection does not do: RESET ALL takes it from the connections that clients share.
 */
export async function findPooledHolder(
  store: TestStore,
  pooler: Pooler,
  pids: readonly number[],
): Promise<number | null> {
  const [lock] = await store.query(`
    SELECT pid FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`);
  if (lock === undefined) return null;
  const port = await pooler.clientPortOf(Number(lock['pid']));
  const inode = port === null ? null : inodeOfSocket(port);
  if (inode === null) return null;
  const index = pids.findIndex((pid) => hasOpen(pid, `socket:[${inode}]`));
  return index === -1 ? null : index;
}

function inodeOfSocket(port: number): string | null {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  if (!existsSync(connections)) return null;
  for (const line of readFileSync(connections, 'utf8').split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields[1] === local) return fields[9] ?? null;
  }
  return null;
}

function hasOpen(pid: number, what: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((name) => readlinkSync(`${folder}/${name}`) === what);
  } catch {
    // It has ended, or closed something, since.
    return false;
  }
}
