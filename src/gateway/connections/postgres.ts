import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import type { RepositoryContext } from '../domain/repository-context.ts';
import { postgresRepositories } from '../repositories/postgres/index.ts';
import type { Connection } from './connection.ts';
import { pgFault } from './pg-fault.ts';
import { readFaultBy } from './read-fault.ts';

/** How a pool is made. */
export interface PostgresOptions {
  /** How many connections at most. */
  readonly connections: number;
  /** How long a call waits for a connection. */
  readonly waitMs: number;
}

/** Returns the connection of a store on PostgreSQL: a pool, from which each unit of work takes one client. */
export function connectPostgres(
  url: string,
  context: RepositoryContext,
  options: PostgresOptions,
): Connection {
  const pool = new Pool({
    connectionString: url,
    max: options.connections,
    connectionTimeoutMillis: options.waitMs,
    application_name: 'gateway',
  });
  // An idle client whose server goes away: the next call gets a new one, or says that there is none.
  pool.on('error', () => undefined);
  // What drizzle reads as a moment is written in the style of ISO, whatever the role's default. Queued before any other query.
  pool.on('connect', (client) => void client.query("SET datestyle = 'ISO, MDY'").catch(() => undefined));
  const repositories = postgresRepositories(drizzle(pool), context);
  return {
    oneWriter: false,
    run: (work) => work(repositories),
    async transact(work) {
      const client = await pool.connect();
      let broken = true;
      try {
        await client.query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
        const result = await work(postgresRepositories(drizzle(client), context));
        await client.query('COMMIT');
        broken = false;
        return result;
      } catch (error) {
        // A client that cannot even roll back is not given to anybody else.
        await client.query('ROLLBACK').then(
          () => void (broken = false),
          () => undefined,
        );
        throw error;
      } finally {
        client.release(broken);
      }
    },
    ping: async () => void (await pool.query('SELECT 1')),
    readFault: readFaultBy(pgFault),
    close: () => pool.end(),
  };
}
