import type { ConsentRequest, ConsentStep } from '../../migrate/migrator.ts';
import { renderTable } from './table.ts';
import type { View } from './view.ts';

/** Returns what is asked before a run over release or data steps, and the steps with their databases to show above it. */
export function renderConsent(
  { steps, automatic }: ConsentRequest,
  view: View,
): { readonly question: string; readonly explanation: string } {
  const asked = stepsOf(steps);
  const manyModules = new Set(steps.map(({ module }) => module)).size > 1;
  const rows = asked.map((sides) => [
    ...(manyModules ? [sides[0]?.module ?? ''] : []),
    sides[0]?.migration ?? '',
    sides[0]?.category ?? '',
    `on ${sides.map(({ database }) => database).join(', ')}`,
  ]);
  const these = asked.length === 1 ? 'this step' : `these ${asked.length} steps`;
  const along = alongWith(stepsOf(automatic).length);
  return { question: `Run ${these}${along}?`, explanation: renderTable(rows, view).join('\n') };
}

/** A step counts once, on however many databases it runs: as in the progress. */
function stepsOf(sides: readonly ConsentStep[]): readonly (readonly ConsentStep[])[] {
  return [...Map.groupBy(sides, ({ module, migration }) => `${module} ${migration}`).values()];
}

/** They stand before the others, or belong to another module. */
function alongWith(automatic: number): string {
  if (automatic === 0) return '';
  return `, and the ${automatic === 1 ? 'automatic one that runs' : `${automatic} automatic ones that run`} along`;
}
