import * as fc from 'fast-check';

/** Draws one of the pieces that stand between broken bars. */
export function fragmentsOf(...lists: readonly string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...lists.flatMap((list) => list.split('¦')));
}
