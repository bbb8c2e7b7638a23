import { AsyncLocalStorage } from 'node:async_hooks';
import { bindRepositories, type Call } from './bind-repositories.ts';
import type { Connection } from '../connections/connection.ts';
import type { OperationName } from '../domain/operation.ts';
import type { Repositories, Store } from '../domain/store.ts';
import { StoreError, Unavailable, Unexpected } from '../domain/store-error.ts';
import { type Patience, patienceOf } from './patience.ts';
import { retryWhileBusy } from './retry-while-busy.ts';
import { toStoreError } from './to-store-error.ts';
import { createUnitCalls, type MapErrors } from './unit-calls.ts';
import { createWriterLine, noLine } from './writer-line.ts';

/** How long a store waits. */
export interface StoreLimits {
  /** A call for others, before it is Busy. */
  readonly busyTimeoutMs: number;
  /** close() for what is under way, where it is not told. */
  readonly callTimeoutMs: number;
}

/** Returns the store over a connection. */
export function createStore(connection: Connection, { busyTimeoutMs, callTimeoutMs }: StoreLimits): Store {
  const line = connection.oneWriter ? createWriterLine() : noLine;
  const insideUnit = new AsyncLocalStorage<{ isOpen: boolean }>();
  const underWay = new Map<Promise<unknown>, () => void>();
  let closed: Promise<void> | null = null;

  /** Whatever a driver throws leaves the store as one of its own errors. */
  const mapErrors: MapErrors = async (name, kind, work) => {
    try {
      return await work();
    } catch (error) {
      throw error instanceof StoreError ? error : toStoreError(connection.readFault(error), name, kind);
    }
  };

  /** Inside of a unit of work the repositories are others, and closing would wait for the unit itself. */
  function refuseInsideUnit(name: OperationName, hint: string): void {
    if (insideUnit.getStore()?.isOpen) throw new Unexpected(`${name} inside of a unit of work: ${hint}`);
  }

  /** What close() waits for; refused after it. */
  async function admit<T>(name: OperationName, work: () => Promise<T>): Promise<T> {
    refuseInsideUnit(name, 'use the repositories that it is given');
    if (closed !== null) throw new Unavailable(`${name}: the store is closed`);
    const running = work();
    const { promise: cutOff, reject } = Promise.withResolvers<never>();
    underWay.set(running, () => reject(new Unavailable(`${name}: the store was closed before it was done`)));
    try {
      return await Promise.race([running, cutOff]);
    } finally {
      underWay.delete(running);
    }
  }

  async function closeWithin(limitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((done) => (timer = setTimeout(done, limitMs)));
    await Promise.race([Promise.allSettled(underWay.keys()), tooLate]);
    clearTimeout(timer);
    for (const cutOff of underWay.values()) cutOff();
    await connection.close();
  }

  async function inLine<T>(patience: Patience, work: () => Promise<T>): Promise<T> {
    const leave = await line.enter(patience);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  const callOnce: Call = (name, { kind, atomic }, invoke) =>
    admit(name, () => {
      const patience = patienceOf(busyTimeoutMs);
      const once = (): Promise<unknown> =>
        mapErrors(name, kind, () => {
          if (atomic) return connection.transact(invoke, patience);
          return kind === 'read' ? connection.read(invoke) : connection.change(invoke, patience);
        });
      if (kind === 'read') return retryWhileBusy(once, patience);
      return inLine(patience, () => retryWhileBusy(once, patience));
    });

  /** What the work itself throws is the caller's own and stays as it is. */
  async function runUnit<T>(
    work: (repositories: Repositories) => Promise<T>,
    patience: Patience,
  ): Promise<T> {
    const { signal } = patience;
    let own: { readonly error: unknown } | null = null;
    try {
      return await connection.transact(async (inner) => {
        const calls = createUnitCalls(inner, mapErrors, signal);
        const unit = { isOpen: true };
        try {
          const result = await insideUnit.run(unit, () => work(calls.repositories));
          await calls.finish();
          return result;
        } catch (error) {
          own = { error };
          await calls.stop();
          throw error;
        } finally {
          unit.isOpen = false;
        }
      }, patience);
    } catch (error) {
      if (own !== null) throw (own as { readonly error: unknown }).error;
      if (error instanceof StoreError || (signal?.aborted && error === signal.reason)) throw error;
      throw toStoreError(connection.readFault(error), 'store.unitOfWork', 'write');
    }
  }

  const store: Omit<Store, keyof Repositories> = {
    unitOfWork: (work, { signal } = {}) =>
      admit('store.unitOfWork', () => {
        const patience = patienceOf(busyTimeoutMs, signal);
        return inLine(patience, () => retryWhileBusy(() => runUnit(work, patience), patience));
      }),
    ping: () =>
      admit('store.ping', () =>
        retryWhileBusy(
          () => mapErrors('store.ping', 'read', () => connection.ping()),
          patienceOf(busyTimeoutMs),
        ),
      ),
    async close({ limitMs = callTimeoutMs } = {}) {
      refuseInsideUnit('store.close', 'it would wait for itself');
      closed ??= closeWithin(limitMs);
      await closed;
    },
    [Symbol.asyncDispose]: () => store.close(),
  };

  return { ...bindRepositories(callOnce), ...store };
}
