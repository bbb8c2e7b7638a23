import type { Figure } from '../harness/figures.ts';
import type { Result } from '../harness/result.ts';

/** Returns the figures of the growth, with those of measures (1) and (2) as the size between. */
export function growthFigures({ figures = [], growth = [] }: Partial<Result>): readonly Figure[] {
  if (growth.length === 0) return [];
  const sizes = new Set(growth.map(({ count }) => count));
  const between = figures.filter(
    ({ measure, count, participant }) =>
      (measure === 'apply' || measure === 'start') &&
      !sizes.has(count) &&
      (participant.startsWith('floor') || participant === 'lockstep'),
  );
  return [...growth, ...between];
}
