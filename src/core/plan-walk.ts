import type { LoadedModule, Migration } from './migration.ts';
import type { Lacking } from './plan-side.ts';

/** What happens to each open step of the chain under one choice of gates. */
export interface Walk {
  /** The places of the steps that run, ascending. */
  readonly runs: ReadonlySet<number>;
  /** By place, ascending, the id of the step that a step waits for. Neither running nor held: its own gate is closed. */
  readonly heldBy: ReadonlyMap<number, string>;
}

/**
 * Returns what runs and what holds what, when the databases go through the chain together: a step that is held or not
 * opened on one database is so on all. `isOpen` answers for the gates of a step at its place.
 */
export function walkChain(
  { profile, chain }: LoadedModule,
  findId: (id: string) => number | undefined,
  lacking: Lacking,
  isOpen: (migration: Migration, place: number) => boolean,
): Walk {
  const runs = new Set<number>();
  const heldBy = new Map<number, string>();
  /** The first version that does not run holds all that stands above it: in the numbered profile, in its category. */
  const holders = new Map<string, string>();
  for (const place of lacking.keys()) {
    const migration = chain[place]!;
    const scope = profile === 'versioned' ? '' : migration.category;
    const holder = holders.get(scope) ?? null;
    const open = isOpen(migration, place);
    const held = holder ?? (open ? waitsFor(migration, place) : null);
    if (held !== null) heldBy.set(place, held);
    if (open && held === null) runs.add(place);
    else if (holder === null && migration.series === 'V') holders.set(scope, migration.id);
  }
  return { runs, heldBy };

  function waitsFor(migration: Migration, place: number): string | null {
    const isMet = (id: string): boolean => {
      const required = findId(id);
      return required !== undefined && (runs.has(required) || !lacking.has(required));
    };
    return migration.requires.find((id) => !isMet(id)) ?? begunBefore(migration, place);
  }

  /**
   * A database remembers how far one `transaction=none` step got. Another one must not begin, and overwrite that, before
   * the first is done.
   */
  function begunBefore(migration: Migration, place: number): string | null {
    for (const { engine, judgement } of lacking.get(place) ?? []) {
      const { started } = judgement;
      if (started < 0 || started === place || runs.has(started)) continue;
      if (migration.scripts[engine]?.transaction === 'none') return chain[started]?.id ?? null;
    }
    return null;
  }
}
