import type { NotCompared } from '../../parity/difference.ts';
import type { View } from './view.ts';
import { clean } from './width.ts';

/** Returns the objects of live databases that are none of a module's, a paragraph each database; none where there is none. */
export function renderLeftOut(
  databases: readonly { readonly database: string; readonly notCompared: readonly NotCompared[] }[],
  view: View,
): readonly string[] {
  return databases.flatMap(({ database, notCompared }) => {
    if (notCompared.length === 0) return [];
    const names = notCompared.map(({ kind, name }) => `${kind} ${name}`).join(', ');
    return [
      view.paint('faint', clean(`not compared on ${database} (no script of a module makes it): ${names}`)),
    ];
  });
}
