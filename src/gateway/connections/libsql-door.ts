import { type Client, type InStatement, LibsqlError, type ResultSet } from '@libsql/client';
import { type Patience, remainingMs } from '../patience.ts';

/** What the store needs of a transaction of @libsql/client. */
export interface LibsqlTransaction {
  execute(statement: InStatement): Promise<ResultSet>;
  commit(): Promise<void>;
  /** Rolls back what was not committed. */
  close(): void;
}

/** What the store needs of a client of @libsql/client. */
export interface LibsqlDoor {
  execute(statement: InStatement): Promise<ResultSet>;
  /** Of a writer, of whom there is one at a time. */
  begin(patience: Patience): Promise<LibsqlTransaction>;
}

/**
 * Returns the door to a file. A statement that met others stays in progress in this library: on its connection nothing is
 * committed any more, and a read keeps its lock until the garbage is collected. So all connections are closed at once then; a
 * reader that loses one is busy, and comes again.
 */
export function openFileDoor(client: Client, isBusy: (error: unknown) => boolean): LibsqlDoor {
  let isSpoilt = false;
  let isOpen = false;
  function renew(): void {
    if (!isSpoilt || isOpen) return;
    isSpoilt = false;
    // Done when it returns, as everything in a file is.
    void client.reconnect();
  }
  async function watch<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      isSpoilt ||= isBusy(error);
      renew();
      throw error;
    }
  }
  return {
    execute: (statement) => watch(client.execute(statement)),
    async begin() {
      const transaction = await watch(client.transaction('write'));
      isOpen = true;
      return {
        execute: (statement) => watch(transaction.execute(statement)),
        commit: () => watch(transaction.commit()),
        close() {
          transaction.close();
          isOpen = false;
          renew();
        },
      };
    },
  };
}

/**
 * Returns the door to a server, which lets a writer wait as long as it likes: the transaction that began too late is rolled
 * back when it has begun.
 */
export function openServerDoor(client: Client): LibsqlDoor {
  return {
    execute: (statement) => client.execute(statement),
    async begin(patience) {
      const transaction = await client.transaction('write');
      // The client sends BEGIN with the first statement.
      let beginning: Promise<unknown> | null = null;
      let isTooLate = false;
      return {
        execute(statement) {
          const answer = transaction.execute(statement);
          if (beginning !== null) return answer;
          beginning = answer;
          return inTime(answer, patience, () => (isTooLate = true));
        },
        commit: () => transaction.commit(),
        close() {
          if (!isTooLate) return transaction.close();
          const close = (): void => transaction.close();
          beginning?.then(close, close);
        },
      };
    },
  };
}

/** Returns the answer. Throws SQLITE_BUSY, as a file would, where the patience ends before it comes. */
async function inTime<T>(
  answer: Promise<T>,
  { signal, ...patience }: Patience,
  onTooLate: () => void,
): Promise<T> {
  const { promise: given, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => {
    onTooLate();
    reject(new LibsqlError('The write transaction of somebody else is in the way', 'SQLITE_BUSY'));
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
