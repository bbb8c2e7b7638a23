import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import type { RepositoryContext } from '../domain/repository-context.ts';
import type { Repositories } from '../domain/store.ts';
import { type SqliteDatabase, sqliteRepositories } from '../repositories/sqlite/index.ts';
import type { Patience } from '../store/patience.ts';
import type { Connection } from './connection.ts';
import { readFaultBy } from './read-fault.ts';
import { betterSqlite3Fault } from './sqlite-fault.ts';

const commitPauseMs = 5;

interface Opened {
  readonly handle: Database.Database;
  readonly repositories: Repositories;
}

/**
 * Returns the connection of a store in a file, through better-sqlite3: one handle for single calls and, opened when they are
 * needed, one for each unit of work under way. The file must exist: migrations create it.
 */
export function connectBetterSqlite3(path: string, context: RepositoryContext): Connection {
  const all = new Set<Opened>();
  const open = (): Opened => {
    // A busy database is waited for on timers: the library's own waiting would stop the whole process.
    const handle = new Database(path, { fileMustExist: true, timeout: 0 });
    handle.pragma('foreign_keys = ON');
    // The package would flush less in WAL mode, and a commit would not outlive the machine.
    handle.pragma('synchronous = FULL');
    // Its builders are awaited like those of the asynchronous drivers, which is all that the repositories do.
    const db = drizzle(handle) as unknown as SqliteDatabase;
    const opened = { handle, repositories: sqliteRepositories(db, context) };
    all.add(opened);
    return opened;
  };
  const single = open();
  useWal(single.handle);
  const idle: Opened[] = [];
  return {
    oneWriter: true,
    read: (work) => work(single.repositories),
    change: (work) => work(single.repositories),
    async transact(work, patience) {
      const opened = idle.pop() ?? open();
      const { handle, repositories } = opened;
      try {
        // The package's own transaction() takes no promises.
        handle.exec('BEGIN IMMEDIATE');
        const result = await work(repositories);
        await commit(handle, patience);
        return result;
      } finally {
        if (isRolledBack(handle)) idle.push(opened);
        else {
          all.delete(opened);
          handle.close();
        }
      }
    },
    ping: async () => void single.handle.prepare('SELECT count(*) FROM sqlite_schema').get(),
    readFault: readFaultBy(betterSqlite3Fault),
    async close() {
      for (const { handle } of all) handle.close();
    },
  };
}

/** A reader that is in the way of a COMMIT, in a file without WAL, undoes nothing: the transaction is still there. */
async function commit(handle: Database.Database, { end, signal }: Patience): Promise<void> {
  for (;;) {
    try {
      handle.exec('COMMIT');
      return;
    } catch (error) {
      const isKept = handle.inTransaction && betterSqlite3Fault(error) === 'busy';
      if (!isKept || performance.now() >= end) throw error;
      await sleep(commitPauseMs);
      signal?.throwIfAborted();
    }
  }
}

/** It stays in the file. One that is read-only or in use, or whose file system cannot, is left as it is. */
function useWal(handle: Database.Database): void {
  try {
    handle.pragma('journal_mode = WAL');
  } catch {
    // What is wrong with the file, the first question tells.
  }
}

/** Whether the handle is out of its transaction, and can be used again. */
function isRolledBack(handle: Database.Database): boolean {
  try {
    if (handle.inTransaction) handle.exec('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}
