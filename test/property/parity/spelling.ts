/** Chooses among spellings that mean the same. */
export interface Speller {
  /** One of them; the first where the seed is 0, so that a counterexample shrinks to plain words. */
  readonly pick: <T>(...options: readonly T[]) => T;
  /** True for one in so many; never where the seed is 0. */
  readonly chance: (oneIn: number) => boolean;
  readonly shuffle: <T>(items: readonly T[]) => readonly T[];
}

/** Returns a speller that chooses the same for the same seed. */
export function speller(seed: number): Speller {
  let state = seed >>> 0;
  const next = (below: number): number => {
    if (seed === 0) return 0;
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  return {
    pick: (...options) => options[next(options.length)]!,
    chance: (oneIn) => next(oneIn) === oneIn - 1,
    shuffle: (items) => {
      const rest = [...items];
      return items.map(() => rest.splice(next(rest.length), 1)[0]!);
    },
  };
}
