import type { Difference, DifferenceKind } from '../../../parity/difference.ts';
import type { ModuleParity } from '../../../parity/report.ts';
import { plural, severityOrder } from '../parity-figures.ts';
import { html, type Markup } from './markup.ts';

/**
 * Returns the tables that differ by kind, each cell coloured by its worst severity and a link that filters; those without a
 * difference folded below. Nothing where the module has no difference.
 */
export function renderMatrix(module: ModuleParity): Markup | null {
  const { differences, tables } = module;
  if (differences.length === 0) return null;
  const kinds = kindsOf(differences);
  const rows = [...Map.groupBy(differences, ({ table }) => table)].toSorted(([a], [b]) =>
    a === null ? 1 : b === null ? -1 : a.localeCompare(b),
  );
  const alike = tables.filter((table) => !differences.some((difference) => difference.table === table));
  const link = (parts: Readonly<Record<string, string>>): string => filterLink(module, parts);
  return html`<h3>Tables by kind</h3>
<div class="scroll" tabindex="0" role="region" aria-label="Tables by kind"><table class="matrix">
<thead><tr><td></td>${kinds.map((kind) => html`<th scope="col"><a href="${link({ kind })}">${kind}</a></th>`)}</tr></thead>
<tbody>${rows.map(([table, own]) => {
    const name = table ?? '';
    return html`<tr><th scope="row"><a href="${link({ table: name })}">${table ?? '(no table)'}</a></th>${kinds.map(
      (kind) => {
        const cell = own.filter((difference) => difference.kind === kind);
        if (cell.length === 0) return html`<td></td>`;
        const worst = worstOf(cell);
        const title = `${plural(cell.length, worst === 'info' ? 'difference' : worst)}: ${kind} of ${table ?? 'no table'}`;
        return html`<td class="${worst}"><a href="${link({ table: name, kind })}" aria-label="${title}" title="${title}">${cell.length}</a></td>`;
      },
    )}</tr>
`;
  })}</tbody></table></div>
${alike.length === 0 ? null : html`<details class="alike"><summary>${plural(alike.length, 'table')} without a difference</summary><p>${alike.join(', ')}</p></details>`}`;
}

/** Returns the address that filters; the module is part of it. */
export function filterLink({ module }: ModuleParity, parts: Readonly<Record<string, string>>): string {
  return `#${new URLSearchParams({ ...(module === null ? {} : { module }), ...parts }).toString()}`;
}

function kindsOf(differences: readonly Difference[]): readonly DifferenceKind[] {
  return [...Map.groupBy(differences, ({ kind }) => kind)]
    .toSorted(([, a], [, b]) => severityOrder.indexOf(worstOf(a)) - severityOrder.indexOf(worstOf(b)))
    .map(([kind]) => kind);
}

function worstOf(differences: readonly Difference[]): Difference['severity'] {
  return severityOrder.find((severity) => differences.some((each) => each.severity === severity)) ?? 'info';
}
