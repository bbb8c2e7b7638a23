import type { Judgement } from './judge-history.ts';
import type { Category, LoadedModule } from './migration.ts';
import type { PendingCounts } from './report.ts';
import { parseStepName } from './step-id.ts';

/** Returns the highest version that has a row, with a file or without; null where there is none. */
export function currentVersion({ profile, chain }: LoadedModule, { rows, strays }: Judgement): number | null {
  let current: number | null = null;
  const take = (step: { readonly series: string; readonly number: number } | null | undefined): void => {
    if (step?.series === 'V' && (current === null || step.number > current)) current = step.number;
  };
  rows.forEach((row, place) => {
    if (row !== null) take(chain[place]);
  });
  for (const { row } of strays) take(parseStepName(profile, row.name));
  return current;
}

/** Returns how many steps are open, by category; 0 where there is none. */
export function countByCategory({ chain }: LoadedModule, { open }: Judgement): PendingCounts {
  const counts: { [C in Category]: number } = { startup: 0, release: 0, seed: 0, data: 0 };
  for (const place of open) {
    const category = chain[place]?.category;
    if (category !== undefined) counts[category]++;
  }
  return counts;
}
