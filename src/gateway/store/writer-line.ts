import { Busy } from '../domain/store-error.ts';
import { type Patience, remainingMs } from './patience.ts';

/** Lets one at a time in, in the order of asking. */
export interface WriterLine {
  /** Returns what lets the next one in. Throws Busy where the patience ends first, and the signal's reason. */
  enter(patience: Patience): Promise<() => void>;
}

/** Returns a line for the writers of this process: SQLite would turn all but one of them away at once. */
export function createWriterLine(): WriterLine {
  const waiting = new Set<() => void>();
  let isTaken = false;

  function pass(): void {
    const [next] = waiting;
    if (next === undefined) isTaken = false;
    else {
      waiting.delete(next);
      next();
    }
  }

  async function takeTurn(patience: Patience): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (error: unknown): void => {
      waiting.delete(resolve);
      reject(error);
    };
    const abort = (): void => giveUp(patience.signal?.reason);
    const timer = setTimeout(
      () => giveUp(new Busy('Other writers of this process are in the way')),
      remainingMs(patience),
    );
    waiting.add(resolve);
    patience.signal?.addEventListener('abort', abort);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      patience.signal?.removeEventListener('abort', abort);
    }
  }

  return {
    async enter(patience) {
      patience.signal?.throwIfAborted();
      if (isTaken) await takeTurn(patience);
      isTaken = true;
      return pass;
    },
  };
}

/** The line of those who need not wait for each other. */
export const noLine: WriterLine = { enter: async () => () => undefined };
