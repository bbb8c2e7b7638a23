import type { LoadedModule, Migration, Series } from './migration.ts';

/** A chain under the keys that the planner looks steps up by, each leading to the step's place in the chain. */
export interface ChainIndex {
  readonly byName: ReadonlyMap<string, number>;
  readonly byId: ReadonlyMap<string, number>;
  readonly atNumber: (series: Series, number: number) => number | undefined;
  /** The highest number among the files of one kind; 0 where there is none. */
  readonly highest: (kind: string) => number;
  /** The highest version among the files, or null where there is none. */
  readonly latest: number | null;
  /** The steps with a `replaces=` header. */
  readonly replacers: readonly Migration[];
}

const known = new WeakMap<LoadedModule, ChainIndex>();

/** Returns the index of a module's chain. No step is ever searched for, and what nobody looks up is not made. */
export function indexChain(module: LoadedModule): ChainIndex {
  let index = known.get(module);
  if (index === undefined) {
    index = new LazyIndex(module);
    known.set(module, index);
  }
  return index;
}

class LazyIndex implements ChainIndex {
  readonly #module: LoadedModule;
  #byName: ReadonlyMap<string, number> | null = null;
  #byId: ReadonlyMap<string, number> | null = null;
  #byNumber: ReadonlyMap<string, number> | null = null;
  #highest: ReadonlyMap<string, number> | null = null;
  #latest: number | null | undefined;
  #replacers: readonly Migration[] | null = null;

  constructor(module: LoadedModule) {
    this.#module = module;
  }

  get byName(): ReadonlyMap<string, number> {
    return (this.#byName ??= this.#placesBy(({ name }) => name));
  }

  get byId(): ReadonlyMap<string, number> {
    return (this.#byId ??= this.#placesBy(({ id }) => id));
  }

  get latest(): number | null {
    return (this.#latest ??= latestVersion(this.#module));
  }

  get replacers(): readonly Migration[] {
    return (this.#replacers ??= this.#module.chain.filter(({ replaces }) => replaces !== null));
  }

  atNumber(series: Series, number: number): number | undefined {
    this.#byNumber ??= this.#placesBy((step) => `${step.series}${step.number}`);
    return this.#byNumber.get(`${series}${number}`);
  }

  highest(kind: string): number {
    this.#highest ??= highestByKind(this.#module);
    return this.#highest.get(kind) ?? 0;
  }

  #placesBy(key: (step: Migration) => string): ReadonlyMap<string, number> {
    return new Map(this.#module.chain.map((step, place) => [key(step), place]));
  }
}

function latestVersion({ chain }: LoadedModule): number | null {
  let latest: number | null = null;
  chain.forEach(({ series, number }) => {
    if (series === 'V' && (latest === null || number > latest)) latest = number;
  });
  return latest;
}

function highestByKind({ profile, chain }: LoadedModule): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const { series, number, category } of chain) {
    const kind = profile === 'versioned' ? series : category;
    if (number > (highest.get(kind) ?? 0)) highest.set(kind, number);
  }
  return highest;
}

/** The kind within which numbers are compared: the series, or in the numbered profile the category of the number. */
export function kindOf(profile: LoadedModule['profile'], series: Series, number: number): string {
  if (profile === 'versioned') return series;
  if (series === 'V') return number < 100 ? 'startup' : 'release';
  return series === 'S' ? 'seed' : 'data';
}
