import { type Client, createClient, LibsqlError } from '@libsql/client';
import { type Patience, patienceOf, remainingMs } from '../store/patience.ts';
import type { LibsqlDoor } from './libsql-door.ts';
import { createLimitedFetch, serverSilent } from './limited-fetch.ts';

/** How long a server that does not let a writer begin may take to say that it is there. */
const lifeSignMs = 1000;
/** How long it may take to hear that a transaction is over. */
const farewellMs = 1000;

/**
 * Returns the door to a server, which lets a writer wait as long as it likes: the transaction that began too late is rolled
 * back when it has begun. What is not answered within the limit is SERVER_SILENT.
 */
export function openServerDoor(url: string, limitMs: number): LibsqlDoor {
  const http = createLimitedFetch(limitMs);
  const connect = (): Client => createClient({ url, fetch: http.fetch });
  let client = connect();
  const left = new WeakSet<Client>();

  /** Over HTTP a request is given up by itself. A WebSocket that is silent is silent for everybody, and is left. */
  async function answered<T>(used: Client, work: Promise<T>): Promise<T> {
    const giveUp = (): void => {
      if (used.protocol !== 'ws' || used !== client) return;
      client = connect();
      left.add(used);
      used.close();
    };
    const silent = (): LibsqlError => serverSilent(limitMs);
    try {
      return await inTime(work, patienceOf(limitMs), giveUp, silent);
    } catch (error) {
      // The others who were waiting there hear that the client was closed, as if its owner had meant to.
      throw left.has(used) ? silent() : error;
    }
  }

  async function isAlive(): Promise<boolean> {
    const sign = answered(client, client.execute('SELECT 1'));
    return inTime(
      sign,
      patienceOf(lifeSignMs),
      () => undefined,
      () => serverSilent(lifeSignMs),
    ).then(
      () => true,
      () => false,
    );
  }

  return {
    execute: (statement) => answered(client, client.execute(statement)),
    async begin(patience) {
      const used = client;
      const transaction = await answered(used, used.transaction('write'));
      // The client sends BEGIN with the first statement.
      let beginning: Promise<unknown> | null = null;
      let isTooLate = false;
      return {
        async execute(statement) {
          const answer = answered(used, transaction.execute(statement));
          if (beginning !== null) return answer;
          beginning = answer;
          try {
            return await inTime(answer, patience, () => (isTooLate = true), somebodyElse);
          } catch (error) {
            // Who does not let us begin may be busy, or silent.
            if (isTooLate && !patience.signal?.aborted && !(await isAlive())) throw serverSilent(lifeSignMs);
            throw error;
          }
        },
        commit: () => answered(used, transaction.commit()),
        close() {
          if (!isTooLate) return transaction.close();
          const close = (): void => transaction.close();
          beginning?.then(close, close);
        },
      };
    },
    close() {
      client.close();
      setTimeout(() => http.giveUp(), farewellMs).unref();
    },
  };
}

/** As a file would say. */
function somebodyElse(): LibsqlError {
  return new LibsqlError('The write transaction of somebody else is in the way', 'SQLITE_BUSY');
}

/** Returns the answer. Throws that error where the patience ends before it comes. */
async function inTime<T>(
  answer: Promise<T>,
  { signal, ...patience }: Patience,
  onTooLate: () => void,
  error: () => LibsqlError,
): Promise<T> {
  const { promise: given, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => {
    onTooLate();
    reject(error());
  };
  const timer = setTimeout(giveUp, remainingMs(patience));
  signal?.addEventListener('abort', giveUp);
  try {
    return await Promise.race([answer, given]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}
