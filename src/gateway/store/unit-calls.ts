import { bindRepositories, type Call } from './bind-repositories.ts';
import type { OperationKind, OperationName } from '../domain/operation.ts';
import type { Repositories } from '../domain/store.ts';
import { Unexpected } from '../domain/store-error.ts';

/** Runs the work and throws StoreErrors only. */
export type MapErrors = <T>(name: OperationName, kind: OperationKind, work: () => Promise<T>) => Promise<T>;

/** What a unit of work is given to work with. */
export interface UnitCalls {
  readonly repositories: Repositories;
  /** Returns when the calls are over that nobody awaited. Throws the error of the first call that failed. */
  finish(): Promise<void>;
  /** Every call that has not begun is refused from now on. Returns when the one that has is over. */
  stop(): Promise<void>;
}

/**
 * Returns the repositories of one unit over those of its transaction: one call after the other, as one connection can do no
 * more, none after the first error, none after the unit. What is kept beyond it would work in the transaction of somebody else.
 */
export function createUnitCalls(inner: Repositories, mapErrors: MapErrors, signal?: AbortSignal): UnitCalls {
  // PostgreSQL refuses everything after the first error of a transaction; so does every engine here.
  let failure: { readonly error: unknown } | null = null;
  let isOver = false;
  let last: Promise<unknown> = Promise.resolve();

  const call: Call = (name, { kind }, invoke) => {
    const result = last.then(async () => {
      if (isOver) throw new Unexpected(`${name}: the unit of work is over`);
      if (failure !== null) throw failure.error;
      signal?.throwIfAborted();
      try {
        return await mapErrors(name, kind, () => invoke(inner));
      } catch (error) {
        // A call that waited was ended by the signal, whatever the driver makes of it.
        failure ??= { error: signal?.aborted ? signal.reason : error };
        throw failure.error;
      }
    });
    last = result.catch(() => undefined);
    return result;
  };

  return {
    repositories: bindRepositories(call),
    async finish() {
      for (let seen: unknown = null; seen !== last; ) {
        seen = last;
        await last;
      }
      isOver = true;
      if (failure !== null) throw failure.error;
      signal?.throwIfAborted();
    },
    async stop() {
      isOver = true;
      await last;
    },
  };
}
