import { AsyncLocalStorage } from 'node:async_hooks';
import { bindRepositories, type Call } from './bind-repositories.ts';
import type { Connection } from './connections/connection.ts';
import type { OperationKind, OperationName } from './domain/operation.ts';
import type { Repositories, Store } from './domain/store.ts';
import { StoreError, Unavailable, Unexpected } from './domain/store-error.ts';
import { retryWhileBusy } from './retry-while-busy.ts';
import { toStoreError } from './to-store-error.ts';
import { createWriterLine, noLine } from './writer-line.ts';

/** Returns the store over a connection. `busyTimeoutMs`: how long a call waits for others before it is Busy. */
export function createStore(connection: Connection, busyTimeoutMs: number): Store {
  const line = connection.oneWriter ? createWriterLine() : noLine;
  const insideUnit = new AsyncLocalStorage<true>();
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | null = null;

  /** Whatever a driver throws leaves the store as one of its own errors. */
  async function mapErrors<T>(name: OperationName, kind: OperationKind, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof StoreError ? error : toStoreError(connection.readFault(error), name, kind);
    }
  }

  /** What close() waits for; refused after it, and inside of a unit of work, whose repositories are others. */
  async function admit<T>(name: OperationName, work: () => Promise<T>): Promise<T> {
    if (closed !== null) throw new Unavailable(`${name}: the store is closed`);
    if (insideUnit.getStore())
      throw new Unexpected(`${name}: use the repositories that the unit of work is given`);
    const running = work();
    underWay.add(running);
    try {
      return await running;
    } finally {
      underWay.delete(running);
    }
  }

  async function inLine<T>(work: () => Promise<T>): Promise<T> {
    const leave = await line.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  const callOnce: Call = (name, { kind, atomic }, invoke) =>
    admit(name, () => {
      const once = (): Promise<unknown> =>
        mapErrors(name, kind, () => (atomic ? connection.transact(invoke) : connection.run(invoke)));
      const patient = (): Promise<unknown> => retryWhileBusy(once, { limitMs: busyTimeoutMs });
      return kind === 'read' ? patient() : inLine(patient);
    });

  const store: Omit<Store, keyof Repositories> = {
    unitOfWork(work, { signal } = {}) {
      const name = 'store.unitOfWork';
      const attempt = async (repositories: Repositories): Promise<Awaited<ReturnType<typeof work>>> => {
        // PostgreSQL refuses everything after the first error of a transaction; so does every engine here.
        let failure: StoreError | null = null;
        const call: Call = async (called, { kind }, invoke) => {
          if (failure !== null) throw failure;
          signal?.throwIfAborted();
          try {
            return await mapErrors(called, kind, () => invoke(repositories));
          } catch (error) {
            failure ??= error as StoreError;
            throw failure;
          }
        };
        const result = await insideUnit.run(true, () => work(bindRepositories(call)));
        if (failure !== null) throw failure;
        signal?.throwIfAborted();
        return result;
      };
      return admit(name, () =>
        inLine(() => retryWhileBusy(() => transactMapped(name, attempt), { limitMs: busyTimeoutMs, signal })),
      );
    },
    ping: () => admit('store.ping', () => mapErrors('store.ping', 'read', () => connection.ping())),
    close() {
      closed ??= Promise.allSettled(underWay).then(() => connection.close());
      return closed;
    },
    [Symbol.asyncDispose]: () => store.close(),
  };

  /** What the work itself throws is the caller's own and stays as it is. */
  async function transactMapped<T>(
    name: OperationName,
    attempt: (repositories: Repositories) => Promise<T>,
  ): Promise<T> {
    let own: { readonly error: unknown } | null = null;
    try {
      return await connection.transact(async (repositories) => {
        try {
          return await attempt(repositories);
        } catch (error) {
          own = { error };
          throw error;
        }
      });
    } catch (error) {
      if (own !== null && (own as { error: unknown }).error === error) throw error;
      if (error instanceof StoreError) throw error;
      throw toStoreError(connection.readFault(error), name, 'write');
    }
  }

  return { ...bindRepositories(callOnce), ...store };
}
