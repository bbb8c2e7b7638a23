/** Lets one at a time in, in the order of asking. */
export interface WriterLine {
  /** Returns what lets the next one in. */
  enter(): Promise<() => void>;
}

/** Returns a line for the writers of this process: SQLite would turn all but one of them away at once. */
export function createWriterLine(): WriterLine {
  let last: Promise<void> = Promise.resolve();
  return {
    async enter() {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      return resolve;
    },
  };
}

/** The line of those who need not wait for each other. */
export const noLine: WriterLine = { enter: async () => () => undefined };
