import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { isPoolTimeout } from './pg-fault.ts';

type Query = PoolClient['query'];

/** A connection of the pool that somebody has for himself. */
export interface TakenClient {
  readonly query: Query;
  /** A broken one is given to nobody else. */
  release(isBroken: boolean): void;
}

/** A pool whose every question is answered within a limit: then the connection is destroyed, and the answer is an error. */
export interface LimitedPool {
  /** Asks on any connection. */
  readonly query: Query;
  /** Throws the signal's reason where it ends the waiting: a connection that comes later goes back. */
  take(signal?: AbortSignal): Promise<TakenClient>;
  /** Destroys the connections on which something is under way, and ends the others. Always returns at once. */
  close(): void;
}

/** How long a server may take to say goodbye. */
const farewellMs = 1000;

/** Returns the pool without connecting. The limit counts per question, from when it is sent. */
export function createLimitedPool(config: PoolConfig, setUp: string, limitMs: number): LimitedPool {
  const isTaken = new Map<PoolClient, boolean>();
  let isClosed = false;

  /** Both a pool and drizzle ask for nothing but a promise here. */
  const limit = (client: Pick<PoolClient, 'query' | 'connection'>): Query => {
    const query = async (...parameters: Parameters<Query>): Promise<unknown> => {
      const timer = setTimeout(() => destroy(client, `no answer within ${limitMs} ms`), limitMs);
      try {
        return await client.query(...parameters);
      } finally {
        clearTimeout(timer);
      }
    };
    return query as unknown as Query;
  };

  const pool = new Pool({
    ...config,
    onConnect: async (client) => void (await limit(client as PoolClient)(setUp)),
  });
  // An idle client whose server goes away: the next call gets a new one, or says that there is none.
  pool.on('error', ignore);
  pool.on('connect', (client) => {
    isTaken.set(client, true);
    if (isClosed) destroy(client, 'the pool was closed');
  });
  pool.on('acquire', (client) => isTaken.set(client, true));
  pool.on('release', (_error, client) => isTaken.has(client) && isTaken.set(client, false));
  pool.on('remove', (client) => isTaken.delete(client));

  async function take(signal?: AbortSignal): Promise<TakenClient> {
    const client = await connect(pool, signal).catch((error: unknown) => {
      // The pool has these words too for a new connection that somebody waits for whom it had promised an idle one.
      const isFull = pool.totalCount >= pool.options.max;
      throw isPoolTimeout(error) && !isFull ? silence('no connection in time') : error;
    });
    // Nobody else listens while the client is out of the pool; the query under way, or the next one, tells.
    client.on('error', ignore);
    return {
      query: limit(client),
      release(isBroken) {
        client.off('error', ignore);
        client.release(isBroken);
      },
    };
  }

  const query = async (...parameters: Parameters<Query>): Promise<unknown> => {
    const client = await take();
    let isBroken = true;
    try {
      const result = await client.query(...parameters);
      isBroken = false;
      return result;
    } finally {
      client.release(isBroken);
    }
  };

  return {
    query: query as unknown as Query,
    take,
    close() {
      isClosed = true;
      void pool.end();
      for (const [client, taken] of isTaken) if (taken) destroy(client, 'the pool was closed');
      const destroyRest = (): void => [...isTaken.keys()].forEach((client) => destroy(client, 'no goodbye'));
      setTimeout(destroyRest, farewellMs).unref();
    },
  };
}

/** The query under way, and every later one, fails with this. */
function destroy({ connection }: Pick<PoolClient, 'connection'>, reason: string): void {
  connection.stream.destroy(silence(reason));
}

function silence(reason: string): Error {
  return Object.assign(new Error(reason), { code: 'ETIMEDOUT' });
}

async function connect(pool: Pool, signal: AbortSignal | undefined): Promise<PoolClient> {
  const coming = pool.connect();
  if (signal === undefined) return coming;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([coming, aborted]);
  } catch (error) {
    coming.then((client) => client.release(), ignore);
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function ignore(): void {}
