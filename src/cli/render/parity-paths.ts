import type { ModuleParity } from '../../parity/report.ts';
import { renderExact } from './parity-drift.ts';
import { plural, sideNames } from './parity-figures.ts';
import type { View } from './view.ts';
import { clean } from './width.ts';

/** What stands on both sides of a path's difference. */
export const pathTitles = { expected: 'a fresh install', found: 'this path' } as const;

/** Returns the other ways to the head as blocks: one line that counts those that end alike, then each that does not. */
export function renderPaths({ paths }: ModuleParity, view: View): string[][] {
  if (paths.length === 0) return [];
  const alike = paths.filter(({ differences }) => differences.length === 0).length;
  const verb = alike === 1 ? 'ends' : 'end';
  const summary =
    alike === 0
      ? []
      : [[`  ${view.paint('good', '✓')} ${plural(alike, 'other path')} ${verb} in the same schema`]];
  const blocks = paths
    .filter(({ differences }) => differences.length > 0)
    .flatMap(({ engine, path, differences }) => [
      [`  ${view.paint('bad', '✗ another path')} on ${sideNames[engine]} ends otherwise: ${clean(path)}`],
      ...differences.map((difference) => renderExact(difference, engine, pathTitles, view)),
    ]);
  return [...summary, ...blocks];
}
