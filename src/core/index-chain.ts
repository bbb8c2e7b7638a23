import type { LoadedModule, Migration, Series } from './migration.ts';

/** A chain under the keys that the planner looks steps up by, each leading to the step's place in the chain. */
export interface ChainIndex {
  readonly byName: ReadonlyMap<string, number>;
  readonly byId: ReadonlyMap<string, number>;
  readonly atNumber: (series: Series, number: number) => number | undefined;
  /** The highest number among the files of one kind; 0 where there is none. */
  readonly highest: (kind: string) => number;
  /** The steps with a `replaces=` header. */
  readonly replacers: readonly Migration[];
}

/** Returns the index of a module's chain: built once per plan, so that no step is ever searched for. */
export function indexChain({ profile, chain }: LoadedModule): ChainIndex {
  const byName = new Map<string, number>();
  const byId = new Map<string, number>();
  const highest = new Map<string, number>();
  chain.forEach(({ name, id, series, number, category }, place) => {
    byName.set(name, place);
    byId.set(id, place);
    const kind = profile === 'versioned' ? series : category;
    if (number > (highest.get(kind) ?? 0)) highest.set(kind, number);
  });
  let byNumber: ReadonlyMap<string, number> | null = null;
  return {
    byName,
    byId,
    // Asked for rows without a file only.
    atNumber(series, number) {
      byNumber ??= new Map(chain.map((step, place) => [`${step.series}${step.number}`, place]));
      return byNumber.get(`${series}${number}`);
    },
    highest: (kind) => highest.get(kind) ?? 0,
    replacers: chain.filter(({ replaces }) => replaces !== null),
  };
}

/** The kind within which numbers are compared: the series, or in the numbered profile the category of the number. */
export function kindOf(profile: LoadedModule['profile'], series: Series, number: number): string {
  if (profile === 'versioned') return series;
  if (series === 'V') return number < 100 ? 'startup' : 'release';
  return series === 'S' ? 'seed' : 'data';
}
