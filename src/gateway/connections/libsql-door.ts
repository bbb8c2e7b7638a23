import type { Client, InStatement, ResultSet } from '@libsql/client';
import type { Patience } from '../store/patience.ts';

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
  close(): void;
}

/**
 * Returns the door to a file. A statement that met others stays in progress in this library: on its connection nothing is
 * committed any more, and a read keeps its lock until the garbage is collected. So all connections are closed at once then; a
 * reader that loses one is busy, and comes again.
 */
export function openFileDoor(client: Client, isBusy: (error: unknown) => boolean): LibsqlDoor {
  let isSpoilt = false;
  let open: { close(): void } | null = null;
  function renew(): void {
    if (!isSpoilt || open !== null) return;
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
      open = transaction;
      return {
        execute: (statement) => watch(transaction.execute(statement)),
        commit: () => watch(transaction.commit()),
        close() {
          transaction.close();
          open = null;
          renew();
        },
      };
    },
    close() {
      // The library leaves it as it is, with its lock.
      open?.close();
      client.close();
    },
  };
}
