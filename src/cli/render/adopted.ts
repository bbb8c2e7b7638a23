import type { BaselineReport } from '../../drift/adopt-baseline.ts';
import type { View } from './view.ts';
import { clean } from './width.ts';

/** Returns what a baseline has recorded, and what of it nobody could check; none where nothing was recorded. */
export function renderAdopted(
  { verdict, adopted, notCheckable }: Pick<BaselineReport, 'verdict' | 'adopted' | 'notCheckable'>,
  view: View,
): readonly string[] {
  if (verdict !== 'adopted') return [];
  const unchecked =
    notCheckable.length === 0
      ? []
      : [
          `${view.paint('open', 'not checkable, because they work on rows:')} ${clean(notCheckable.join(', '))}`,
        ];
  return [
    [
      view.paint('good', `✓ ${adopted.length} ${adopted.length === 1 ? 'step' : 'steps'} adopted`),
      `  ${clean(adopted.join(', '))}`,
      ...unchecked.map((line) => `  ${line}`),
      `${view.paint('accent', '→')} the next lockstep migrate is an upgrade from here`,
    ].join('\n'),
  ];
}
