import type { Patience } from './patience.ts';
import { pause } from './retry-while-busy.ts';

/** How long others who were met count as still there. */
const memoryMs = 1000;
const longestPauseMs = 10;

/**
 * How a writer treats those of other processes. Who begins again the moment it is done takes the database before anybody who
 * sleeps between two tries can: one would work and the others starve. So whoever has met others gives way before it writes.
 */
export interface Courtesy {
  /** Others were in the way. */
  readonly meet: () => void;
  /** Returns at once where nobody was met of late, else after a short pause. Throws the signal's reason. */
  readonly giveWay: (patience: Patience) => Promise<void>;
}

/** Returns the courtesy of one store. */
export function createCourtesy(): Courtesy {
  let metAt = Number.NEGATIVE_INFINITY;
  return {
    meet: () => void (metAt = performance.now()),
    async giveWay({ signal }) {
      if (performance.now() - metAt < memoryMs) await pause(Math.random() * longestPauseMs, signal);
    },
  };
}
