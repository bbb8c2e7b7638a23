import type { Schema } from '../../core/schema.ts';
import { compareWith } from '../compare-with.ts';
import type { Comparison, ParityFile } from '../difference.ts';
import { createNormaliser } from '../normalise/create-normaliser.ts';

/** A comparison of the pair at a place; each is made once, when it is asked for. */
export type CompareAt = (place: number) => Comparison;

/** Returns the comparisons of these pairs of schemas. They share what they have read of expressions. */
export async function prepareComparison(
  pairs: readonly { readonly postgres: Schema; readonly sqlite: Schema }[],
  file: ParityFile,
): Promise<CompareAt> {
  const normaliser = await createNormaliser();
  const made = new Map<number, Comparison>();
  return (place) => {
    const pair = pairs[place];
    if (pair === undefined) throw new Error(`there is no version at place ${place}`);
    const comparison = made.get(place) ?? compareWith(normaliser, pair.postgres, pair.sqlite, file);
    made.set(place, comparison);
    return comparison;
  };
}
