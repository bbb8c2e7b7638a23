import { accessSync } from 'node:fs';
import { type Client, createClient, LibsqlError } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import type { RepositoryContext } from '../domain/repository-context.ts';
import type { Repositories } from '../domain/store.ts';
import { type SqliteDatabase, sqliteRepositories } from '../repositories/sqlite/index.ts';
import type { Connection, Fault } from './connection.ts';
import { type LibsqlDoor, openFileDoor } from './libsql-door.ts';
import { openServerDoor } from './libsql-server-door.ts';
import { LostCommit } from './lost-commit.ts';
import { readFaultBy } from './read-fault.ts';
import { sqliteFault } from './sqlite-fault.ts';

/** What the client says itself; a remote server's SQLite codes come as `SQLITE_…` too. */
const faults: Readonly<Record<string, Fault>> = {
  TRANSACTION_TIMEOUT: 'busy',
  TRANSACTION_ACTIVE: 'busy',
  HRANA_WEBSOCKET_ERROR: 'unavailable',
  HRANA_CLOSED_ERROR: 'unavailable',
  SERVER_ERROR: 'unavailable',
  SERVER_SILENT: 'unavailable',
  CLIENT_CLOSED: 'unavailable',
};

/** What an error of @libsql/client is about. */
export function libsqlFault(error: unknown): Fault {
  if (!(error instanceof LibsqlError))
    return /fetch failed|ECONN/.test(String(error)) ? 'unavailable' : 'unexpected';
  // Of a reader whose connection was renewed (libsql-door.ts).
  if (error.message.includes('closed while this operation was in flight')) return 'busy';
  // It knows the names of most extended codes, and calls the others UNKNOWN_SQLITE_ERROR_3091.
  const { code, extendedCode = '' } = error;
  return faults[code] ?? sqliteFault(extendedCode.startsWith('SQLITE_') ? extendedCode : code, error.message);
}

/**
 * How long the library itself waits for another writer of a file. The process stands still meanwhile; but each statement that
 * it turns away costs new connections (libsql-door.ts): with 0, 24 processes that post at once turned each other away for ever.
 */
const fileTimeoutMs = 20;

/** How a server is asked. */
export interface LibsqlOptions {
  /** How long it may take to answer. */
  readonly answerMs: number;
}

/** Returns the connection of a store in a libsql file, which must exist, or on a libsql server, whose path is null. */
export async function connectLibsql(
  url: string,
  path: string | null,
  context: RepositoryContext,
  { answerMs }: LibsqlOptions,
): Promise<Connection> {
  // The client would create it.
  if (path !== null) accessSync(path);
  const isFile = path !== null;
  const door = isFile
    ? openFileDoor(createClient({ url, timeout: fileTimeoutMs }), (error) => libsqlFault(error) === 'busy')
    : openServerDoor(url, answerMs);
  // It stays in the file. One that is read-only or in use, or whose file system cannot, is left as it is; what is wrong with the
  // file, the first question tells. This library flushes every commit by itself.
  if (isFile) await door.execute('PRAGMA journal_mode = WAL').catch(() => undefined);
  const over = (executor: Pick<LibsqlDoor, 'execute'>): Repositories =>
    // Both execute statements as the client does, which is all that drizzle asks of it.
    sqliteRepositories(drizzle(executor as Client) as unknown as SqliteDatabase, context);
  const repositories = over(door);

  const transact: Connection['transact'] = async (work, patience) => {
    const transaction = await door.begin(patience);
    try {
      const result = await work(over(transaction));
      await transaction.commit().catch((error: unknown) => {
        throw !isFile && libsqlFault(error) === 'unavailable' ? new LostCommit(error) : error;
      });
      return result;
    } finally {
      transaction.close();
    }
  };

  return {
    oneWriter: true,
    read: (work) => work(repositories),
    // Nobody could tell a server to forget a statement that waits for others.
    change: isFile ? (work) => work(repositories) : transact,
    transact,
    ping: async () => void (await door.execute('SELECT count(*) FROM sqlite_schema')),
    readFault: readFaultBy(libsqlFault),
    close: async () => door.close(),
  };
}
