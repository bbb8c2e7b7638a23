/** A seeded source of numbers in [0, 1): the same seed, and place in the run, gives the same numbers (mulberry32). */
export function randomFrom(seed: number, place = 0): () => number {
  let state = (seed ^ Math.imul(place, 0x9e3779b1)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0, below the limit. */
export function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}
