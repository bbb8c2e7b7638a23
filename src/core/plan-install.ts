import type { LoadedModule } from './migration.ts';
import type { InstallChange, RunRequest } from './plan.ts';
import type { Lacking, Side } from './plan-side.ts';
import type { Walk } from './plan-walk.ts';

/**
 * Returns, for each side, the place up to which its gates are open because it is being installed; -1 where it is not.
 *
 * - A standing marker opens them up to its target, whatever categories a process names.
 * - Where all databases of the run are empty or being installed, the target is the last step (up to `--to`); a marker's
 *   earlier target is raised to it.
 * - Beside databases that are neither, an empty one is installed up to the step that all of those have reached: beyond
 *   it they go on together, and theirs are the gates. A marker is not raised there.
 * - With categories named an empty database is not installed, and a marker is not raised: the gates are as named.
 */
export function installEnds(
  sides: readonly Side[],
  request: RunRequest,
  last: number,
): ReadonlyMap<Side, number> {
  const others = sides.filter(({ judgement, standing }) => !judgement.empty && standing < 0);
  const common = Math.min(last, ...others.map(({ reached }) => reached));
  const endOf = ({ judgement, standing }: Side): number => {
    const hasTarget =
      request.categories === null && (judgement.empty || (standing >= 0 && others.length === 0));
    return hasTarget ? Math.max(standing, common) : standing;
  };
  return new Map(sides.map((side) => [side, endOf(side)]));
}

/**
 * Returns the place of the step whose transaction ends a side's install: the target that the marker has or gets; -1 where
 * the side is not installed. A new target is always a step that this run applies, so that no marker outlives its install.
 */
export function installTarget(side: Side, openUpTo: number, walk: Walk, lacking: Lacking): number {
  for (let place = openUpTo; place > side.standing; place--)
    if (walk.runs.has(place) && lacking.get(place)?.includes(side) === true) return place;
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
