import type { Judgement } from '../core/judge-history.ts';
import type { LoadedModule, Migration } from '../core/migration.ts';
import { resolveTarget } from '../core/resolve-target.ts';

/**
 * Returns the module with those steps only that the database has, in the order in which it got them. A squashed baseline
 * stands for the rows that it replaces; it comes first.
 */
export function appliedChain(
  module: LoadedModule,
  { settled }: Pick<Judgement, 'settled'>,
  history: readonly { readonly name: string }[],
): LoadedModule {
  const placeOf = new Map(history.map(({ name }, place) => [name, place]));
  const chain = module.chain
    .filter((_, place) => has.includes(settled[place] ?? null))
    .map((migration) => ({ migration, at: placeOf.get(migration.name) ?? -1 }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ migration }) => freed(migration));
  return { ...module, chain };
}

const has: readonly (string | null)[] = ['applied', 'adopted', 'superseded'];

/** Returns the module up to the step of `--at`. Throws USAGE with the nearest ids where there is none. */
export function chainUpTo(module: LoadedModule, at: string): LoadedModule {
  const last = resolveTarget(module, at, '--at');
  const end = module.chain.findIndex(({ name }) => name === last);
  return { ...module, chain: module.chain.slice(0, end + 1) };
}

/** What a step waits for has been waited for. */
function freed(migration: Migration): Migration {
  return { ...migration, after: null, requires: [] };
}
