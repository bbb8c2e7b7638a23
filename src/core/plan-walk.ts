import type { LoadedModule, Migration } from './migration.ts';
import type { Side } from './plan-side.ts';

/** What happens to each open step of the chain under one choice of gates. */
export interface Walk {
  /** By place; empty where no step is open. */
  readonly runs: readonly boolean[];
  /** The id of the step that each step waits for, or null. Neither running nor held: its own gate is closed. */
  readonly heldBy: readonly (string | null)[];
}

/**
 * Returns what runs and what holds what, when the databases go through the chain together: a step that is held or not
 * opened on one database is so on all. `isOpen` answers for the gates of a step at its place.
 */
export function walkChain(
  { profile, chain }: LoadedModule,
  byId: ReadonlyMap<string, number>,
  lacking: readonly (readonly Side[])[],
  isOpen: (migration: Migration, place: number) => boolean,
): Walk {
  // A start with nothing to do: five walks over a long chain would be most of its plan.
  if (lacking.every((sides) => sides.length === 0)) return { runs: [], heldBy: [] };
  const runs = chain.map(() => false);
  const heldBy: (string | null)[] = chain.map(() => null);
  /** The first version that does not run holds all that stands above it: in the numbered profile, in its category. */
  const holders = new Map<string, string>();
  for (let place = 0; place < chain.length; place++) {
    const migration = chain[place]!;
    if (lacking[place]?.length === 0) continue;
    const scope = profile === 'versioned' ? '' : migration.category;
    const holder = holders.get(scope) ?? null;
    const open = isOpen(migration, place);
    const held = holder ?? (open ? waitsFor(migration, place) : null);
    heldBy[place] = held;
    runs[place] = open && held === null;
    if (!runs[place] && holder === null && migration.series === 'V') holders.set(scope, migration.id);
  }
  return { runs, heldBy };

  function waitsFor(migration: Migration, place: number): string | null {
    const isMet = (id: string): boolean => {
      const required = byId.get(id);
      return required !== undefined && (runs[required] === true || lacking[required]?.length === 0);
    };
    return migration.requires.find((id) => !isMet(id)) ?? begunBefore(migration, place);
  }

  /**
   * A database remembers how far one `transaction=none` step got. Another one must not begin, and overwrite that, before
   * the first is done.
   */
  function begunBefore(migration: Migration, place: number): string | null {
    for (const { engine, judgement } of lacking[place] ?? []) {
      const { started } = judgement;
      if (started < 0 || started === place || runs[started] === true) continue;
      if (migration.scripts[engine]?.transaction === 'none') return chain[started]?.id ?? null;
    }
    return null;
  }
}
