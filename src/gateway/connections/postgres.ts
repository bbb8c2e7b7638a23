import { drizzle } from 'drizzle-orm/node-postgres';
import type { PoolClient } from 'pg';
import type { RepositoryContext } from '../domain/repository-context.ts';
import { postgresRepositories } from '../repositories/postgres/index.ts';
import type { Repositories } from '../domain/store.ts';
import { remainingMs } from '../store/patience.ts';
import type { Connection } from './connection.ts';
import { createLimitedPool, type TakenClient } from './limited-pool.ts';
import { isConnectionLost, pgFault } from './pg-fault.ts';
import { LostCommit } from './lost-commit.ts';
import { readFaultBy } from './read-fault.ts';

/** How a pool is made. */
export interface PostgresOptions {
  /** How many connections at most. */
  readonly connections: number;
  /** How long a call waits for a connection of the pool, or for a new one. */
  readonly waitMs: number;
  /** How long the server may take to answer. */
  readonly answerMs: number;
}

/**
 * Returns the connection of a store on PostgreSQL: a pool, from which each unit of work takes one client. A client that was not
 * answered in time is not used again.
 */
export function connectPostgres(
  url: string,
  context: RepositoryContext,
  { connections, waitMs, answerMs }: PostgresOptions,
): Connection {
  const pool = createLimitedPool(
    {
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: waitMs,
      application_name: 'gateway',
    },
    // What drizzle reads as a moment is written in the style of ISO, whatever the role's default. Poolers know this setting of
    // a client and keep it apart from those of others.
    "SET datestyle = 'ISO, MDY'",
    answerMs,
  );
  // It asks, which is all that drizzle wants of a client.
  const over = (client: Pick<TakenClient, 'query'>): Repositories =>
    postgresRepositories(drizzle(client as PoolClient), context);
  const repositories = over(pool);

  const transact: Connection['transact'] = async (work, patience) => {
    const client = await pool.take(patience.signal);
    let isBroken = true;
    try {
      // Neither may outlive the transaction: behind a pooler the session is somebody else's afterwards.
      await client.query(
        `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = ${remainingMs(patience)}`,
      );
      const result = await work(over(client));
      await commit(client);
      isBroken = false;
      return result;
    } catch (error) {
      // A client that cannot even roll back is not given to anybody else.
      if (!(error instanceof LostCommit)) {
        const rolledBack = client.query('ROLLBACK');
        await rolledBack.then(
          () => void (isBroken = false),
          () => undefined,
        );
      }
      throw error;
    } finally {
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
    close: async () => pool.close(),
  };
}

async function commit(client: TakenClient): Promise<void> {
  const { command } = await client.query('COMMIT').catch((error: unknown) => {
    throw isConnectionLost(error) ? new LostCommit(error) : error;
  });
  // The answer to the COMMIT of a transaction in which a statement failed is no error.
  if (command !== 'COMMIT') throw new Error(`The server answered ${command} to COMMIT`);
}
