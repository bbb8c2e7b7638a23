import { readFileSync, statSync } from 'node:fs';
import type { TestStore } from '../stores/test-store.ts';

/** Where SQLite locks whoever writes: a byte of the file (RESERVED), or of the WAL's index. */
const reservedByte = 0x40000001;
const walWriteByte = 120;

/** Returns who writes to the SQLite file, among these processes, by the system's list of file locks (Linux); else null. */
export async function findWriter(store: TestStore, pids: readonly number[]): Promise<number | null> {
  const path = store.urls[0]?.replace(/^\w+:/, '') ?? '';
  const places = [
    { inode: inodeOf(path), byte: reservedByte },
    { inode: inodeOf(`${path}-shm`), byte: walWriteByte },
  ];
  // 1: POSIX  ADVISORY  WRITE 4711 08:01:1234567 120 120
  for (const line of readLocks()) {
    const [, , , kind, pid, file = '', from, to] = line.split(/\s+/);
    const inode = file.split(':')[2];
    const isWriter = places.some(
      (each) => inode === each.inode && Number(from) <= each.byte && each.byte <= Number(to),
    );
    if (kind === 'WRITE' && isWriter) return indexIn(pids, Number(pid));
  }
  return null;
}

/** Returns whose claim stands on the libsql server: on Linux its token names the process. */
export async function findClaimant(store: TestStore, pids: readonly number[]): Promise<number | null> {
  try {
    const [row] = await store.query(
      "SELECT json_extract(value, '$.token') AS token FROM schema_migrations_state WHERE key = 'claim'",
    );
    return indexIn(pids, Number(String(row?.['token']).split('/')[2]));
  } catch {
    // There is no such table yet.
    return null;
  }
}

const racer = 'racer ';

/** Names the process in its connection, which PostgreSQL then shows. */
export function racerUrl({ urls }: TestStore, index: number): string {
  const url = new URL(urls[0] ?? '');
  url.searchParams.set('application_name', `${racer}${index}`);
  return url.href;
}

/** Returns which racer holds an advisory lock in the PostgreSQL database. */
export async function findLockHolder(store: TestStore): Promise<number | null> {
  const [row] = await store.query(`
    SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() AND a.application_name LIKE '${racer}%'`);
  return row === undefined ? null : Number(String(row['name']).slice(racer.length));
}

function indexIn(pids: readonly number[], pid: number): number | null {
  const index = pids.indexOf(pid);
  return index === -1 ? null : index;
}

function inodeOf(path: string): string | null {
  return statSync(path, { throwIfNoEntry: false })?.ino.toString() ?? null;
}

function readLocks(): readonly string[] {
  try {
    return readFileSync('/proc/locks', 'utf8').split('\n');
  } catch {
    return [];
  }
}
