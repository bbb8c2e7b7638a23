import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool, type PoolClient } from 'pg';
import type { RepositoryContext } from '../domain/repository-context.ts';
import { postgresRepositories } from '../repositories/postgres/index.ts';
import { remainingMs } from '../patience.ts';
import type { Connection } from './connection.ts';
import { isConnectionLost, pgFault } from './pg-fault.ts';
import { LostCommit } from './lost-commit.ts';
import { readFaultBy } from './read-fault.ts';

/** How a pool is made. */
export interface PostgresOptions {
  /** How many connections at most. */
  readonly connections: number;
  /** How long a call waits for a connection of the pool, or for a new one. */
  readonly waitMs: number;
}

/** Returns the connection of a store on PostgreSQL: a pool, from which each unit of work takes one client. */
export function connectPostgres(
  url: string,
  context: RepositoryContext,
  { connections, waitMs }: PostgresOptions,
): Connection {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: waitMs,
    application_name: 'gateway',
    // What drizzle reads as a moment is written in the style of ISO, whatever the role's default. Poolers know this setting of
    // a client and keep it apart from those of others.
    onConnect: async (client) => void (await client.query("SET datestyle = 'ISO, MDY'")),
  });
  // An idle client whose server goes away: the next call gets a new one, or says that there is none.
  pool.on('error', () => undefined);
  const repositories = postgresRepositories(drizzle(pool), context);

  const transact: Connection['transact'] = async (work, patience) => {
    const client = await takeClient(pool, patience.signal);
    let isBroken = true;
    // Nobody else listens while the client is out of the pool; the query under way, or the next one, tells.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    try {
      // Neither may outlive the transaction: behind a pooler the session is somebody else's afterwards.
      await client.query(
        `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = ${remainingMs(patience)}`,
      );
      const result = await work(postgresRepositories(drizzle(client), context));
      await commit(client);
      isBroken = false;
      return result;
    } catch (error) {
      // A client that cannot even roll back is not given to anybody else.
      if (!(error instanceof LostCommit)) {
        await client.query('ROLLBACK').then(() => void (isBroken = false), ignore);
      }
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(isBroken);
    }
  };

  return {
    oneWriter: false,
    read: (work) => work(repositories),
    // A statement alone would wait for the rows of others without a limit.
    change: transact,
    transact,
    ping: async () => void (await pool.query('SELECT 1')),
    readFault: readFaultBy(pgFault),
    close: () => pool.end(),
  };
}

/** Returns a client of the pool. Throws the signal's reason where it ends the waiting: a client that comes later goes back. */
async function takeClient(pool: Pool, signal: AbortSignal | undefined): Promise<PoolClient> {
  const coming = pool.connect();
  if (signal === undefined) return coming;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([coming, aborted]);
  } catch (error) {
    coming.then(
      (client) => client.release(),
      () => undefined,
    );
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT').catch((error: unknown) => {
    throw isConnectionLost(error) ? new LostCommit(error) : error;
  });
  // The answer to the COMMIT of a transaction in which a statement failed is no error.
  if (command !== 'COMMIT') throw new Error(`The server answered ${command} to COMMIT`);
}
