import { LockstepError } from './errors.ts';
import type { LoadedModule, Migration } from './migration.ts';

/**
 * Returns the name of the last step that `--to` takes along: for V20 the last of the seeds and data steps behind it, for
 * S001, DM001 or a numbered file's number that step. Case does not matter. Throws USAGE with the nearest ids where the
 * files have no such step; `flag` is the one that named it.
 */
export function resolveTarget(module: LoadedModule, to: string, flag = '--to'): string {
  const wanted = to.trim().toUpperCase();
  const id = module.profile === 'numbered' && /^\d{1,3}$/.test(wanted) ? wanted.padStart(3, '0') : wanted;
  const place = module.chain.findIndex((migration) => migration.id === id);
  const found = module.chain[place];
  if (found === undefined) throw unknownTarget(module, to, flag);
  return module.profile === 'versioned' && found.series === 'V'
    ? lastBehind(module.chain, place, found).name
    : found.name;
}

function lastBehind(chain: readonly Migration[], place: number, version: Migration): Migration {
  let last = version;
  for (let next = place + 1; next < chain.length; next++) {
    const migration = chain[next];
    if (migration === undefined || migration.series === 'V') break;
    last = migration;
  }
  return last;
}

function unknownTarget({ name, chain }: LoadedModule, to: string, flag: string): LockstepError {
  const near = nearestIds(chain, to);
  const hint =
    near.length === 0
      ? `Module ${name} has no migrations yet.`
      : `Name a step that the files have. Nearest: ${near.join(', ')}.`;
  return new LockstepError('USAGE', `${flag} ${to}: module ${name} has no such step`, {
    hint,
    details: { module: name, to, nearest: near },
  });
}

/** Up to three ids of the series that was asked for, nearest number first; of any series where it says none. */
function nearestIds(chain: readonly Migration[], to: string): readonly string[] {
  const match = /^\s*(V|S|DM)?0*(\d+)/i.exec(to);
  const series = match?.[1]?.toUpperCase();
  const wanted = match === null ? Number.POSITIVE_INFINITY : Number(match[2]);
  const alike = chain.filter((migration) => migration.series === (series ?? 'V'));
  const candidates = alike.length > 0 ? alike : chain;
  const distance = ({ number }: Migration): number =>
    wanted === Number.POSITIVE_INFINITY ? -number : Math.abs(number - wanted);
  return candidates
    .toSorted((one, other) => distance(one) - distance(other))
    .slice(0, 3)
    .map(({ id }) => id);
}
