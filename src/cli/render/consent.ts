import type { ConsentRequest, ConsentStep } from '../../migrate/migrator.ts';
import { renderTable } from './table.ts';
import type { View } from './view.ts';

/** Returns what is asked before a run over release or data steps, and the steps with their databases to show above it. */
export function renderConsent(
  { steps, automatic }: ConsentRequest,
  view: View,
): { readonly question: string; readonly explanation: string } {
  const asked = stepsOf(steps);
  const rows = asked.map((sides) => [
    sides[0]?.migration ?? '',
    sides[0]?.category ?? '',
    `on ${sides.map(({ database }) => database).join(', ')}`,
  ]);
  const these = asked.length === 1 ? 'this step' : `these ${asked.length} steps`;
  const along = alongWith(stepsOf(automatic).length, asked.length);
  return { question: `Run ${these}${along}?`, explanation: renderTable(rows, view).join('\n') };
}

/** A step counts once, on however many databases it runs: as in the progress. */
function stepsOf(sides: readonly ConsentStep[]): readonly (readonly ConsentStep[])[] {
  return [...Map.groupBy(sides, ({ module, migration }) => `${module} ${migration}`).values()];
}

function alongWith(automatic: number, asked: number): string {
  if (automatic === 0) return '';
  const ones =
    automatic === 1 ? 'the automatic one that stands' : `the ${automatic} automatic ones that stand`;
  return `, and ${ones} before ${asked === 1 ? 'it' : 'them'}`;
}
