import { accessSync } from 'node:fs';
import { type Client, createClient, LibsqlError, type Transaction } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import type { RepositoryContext } from '../domain/repository-context.ts';
import type { Repositories } from '../domain/store.ts';
import { Busy } from '../domain/store-error.ts';
import { type SqliteDatabase, sqliteRepositories } from '../repositories/sqlite/index.ts';
import type { Connection, Fault } from './connection.ts';
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
  CLIENT_CLOSED: 'unavailable',
};

/** What an error of @libsql/client is about. */
export function libsqlFault(error: unknown): Fault {
  if (!(error instanceof LibsqlError))
    return /fetch failed|ECONN/.test(String(error)) ? 'unavailable' : 'unexpected';
  // Of a reader whose connection was renewed, see below.
  if (error.message.includes('closed while this operation was in flight')) return 'busy';
  return faults[error.code] ?? sqliteFault(error.extendedCode ?? error.code, error.message);
}

/** Returns the connection of a store in a libsql file, which must exist, or on a libsql server, whose path is null. */
export function connectLibsql(url: string, path: string | null, context: RepositoryContext): Connection {
  // The client would create it.
  if (path !== null) accessSync(path);
  const client = createClient({ url });
  const over = (executor: Pick<Client, 'execute'> | Transaction): Repositories =>
    // A transaction executes statements as the client does, which is all that drizzle asks of either.
    sqliteRepositories(drizzle(executor as Client) as unknown as SqliteDatabase, context);
  const repositories = over(client);
  const readFault = readFaultBy(libsqlFault);

  // In a file, a statement that met others stays in progress: on its connection nothing can be committed any more.
  let isSpoilt = false;
  async function noteSpoilt<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      const isBusy = error instanceof Busy || readFault(error).fault === 'busy';
      isSpoilt ||= client.protocol === 'file' && isBusy;
      throw error;
    });
  }
  /** For writers: they come one at a time, and a reader who loses its connection is busy and comes again. */
  async function renew(): Promise<void> {
    if (!isSpoilt) return;
    isSpoilt = false;
    await client.reconnect();
  }

  return {
    oneWriter: true,
    read: (work) => noteSpoilt(work(repositories)),
    async change(work) {
      await renew();
      return noteSpoilt(work(repositories));
    },
    transact: (work) => noteSpoilt(transact(work)),
    ping: async () => void (await client.execute('SELECT count(*) FROM sqlite_schema')),
    readFault,
    close: async () => client.close(),
  };

  async function transact<T>(work: (repositories: Repositories) => Promise<T>): Promise<T> {
    await renew();
    const transaction = await client.transaction('write');
    try {
      const result = await work(over(transaction));
      await transaction.commit().catch((error: unknown) => {
        const isLost = client.protocol !== 'file' && libsqlFault(error) === 'unavailable';
        throw isLost ? new LostCommit(error) : error;
      });
      return result;
    } finally {
      transaction.close();
    }
  }
}
