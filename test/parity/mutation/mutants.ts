import { below, randomFrom } from '../../crash/random.ts';
import type { Mutant } from './mutant.ts';
import { mutateChecks } from './mutate-checks.ts';
import { mutateColumns } from './mutate-columns.ts';
import { mutateKeys } from './mutate-keys.ts';
import { mutateObjects } from './mutate-objects.ts';
import type { Store } from './store.ts';

/** Returns every mutant of the store, in the order of its objects. */
export function allMutants(store: Store): readonly Mutant[] {
  return [mutateColumns, mutateKeys, mutateChecks, mutateObjects].flatMap((mutate) => [...mutate(store)]);
}

/** Returns `count` of them, of as many kinds as there are; the same for the same seed. */
export function sampleMutants(mutants: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  const random = randomFrom(seed);
  const take = <T>(list: T[]): T => list.splice(below(list.length, random), 1)[0]!;
  const kinds = [...Map.groupBy(mutants, ({ kind }) => kind).values()];
  const chosen: Mutant[] = [];
  while (chosen.length < count && kinds.length > 0) chosen.push(take([...take(kinds)]));
  return chosen;
}
