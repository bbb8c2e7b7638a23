import type { LoadedModule } from './migration.ts';
import type { InstallChange, RunRequest } from './plan.ts';
import type { Side } from './plan-side.ts';
import type { Walk } from './plan-walk.ts';

/**
 * Returns, for each side, the place up to which its gates are open because it is being installed; -1 where it is not.
 *
 * - A standing marker opens them up to its target for every process, whatever categories that one names.
 * - An empty database is installed up to the last step (up to `--to`), unless categories are named: then the gates are as
 *   named, and so they are for a marker's later steps.
 * - Beside databases that are neither, it is installed up to the step that all of those have reached: beyond it the
 *   databases go on together, and theirs are the gates.
 */
export function installEnds(
  sides: readonly Side[],
  request: RunRequest,
  last: number,
): ReadonlyMap<Side, number> {
  const isInstalled = ({ judgement, standing }: Side): boolean => judgement.empty || standing >= 0;
  const others = sides.filter((side) => !isInstalled(side));
  const own = request.categories === null ? Math.min(last, ...others.map(({ reached }) => reached)) : -1;
  return new Map(sides.map((side) => [side, isInstalled(side) ? Math.max(side.standing, own) : -1]));
}

/**
 * Returns the place of the step whose transaction ends a side's install: the target that the marker has or gets; -1 where
 * the side is not installed. A new target is always a step that this run applies, so that no marker outlives its install.
 */
export function installTarget(
  side: Side,
  openUpTo: number,
  walk: Walk,
  lacking: readonly (readonly Side[])[],
): number {
  for (let place = openUpTo; place > side.standing; place--)
    if (walk.runs[place] === true && lacking[place]?.includes(side) === true) return place;
  return side.standing;
}

/**
 * Returns what each round of one side does to the marker: the first one sets or raises it, the target's own removes it,
 * with its row. `rounds` are the places of the side's rounds in order.
 */
export function installChanges(
  { chain }: LoadedModule,
  { database, standing }: Side,
  target: number,
  rounds: readonly number[],
): ReadonlyMap<number, InstallChange> {
  const changes = new Map<number, InstallChange>();
  let marked = database.snapshot.installTarget !== null;
  let markedAt = standing;
  for (const place of rounds) {
    const isStale = marked && markedAt < 0;
    if (isStale || (marked && place === target)) {
      changes.set(place, { kind: 'clear' });
      marked = false;
    }
    if (place < target && markedAt !== target) {
      changes.set(place, { kind: 'set', target: chain[target]?.name ?? '' });
      marked = true;
      markedAt = target;
    }
  }
  return changes;
}
