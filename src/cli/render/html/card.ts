import type { Difference } from '../../../parity/difference.ts';
import type { ModuleParity } from '../../../parity/report.ts';
import { columnsOf, type SqlColumns } from '../parity-columns.ts';
import { settledBy } from '../parity-figures.ts';
import { markDifferences } from '../parity-marks.ts';
import { acceptCommand } from '../parity-next.ts';
import { html, type Markup } from './markup.ts';

/** Returns a difference as a card that folds; another encoding of the same thing is folded from the start. */
export function renderCard(difference: Difference, module: ModuleParity): Markup {
  const { id, kind, severity, table, message, since } = difference;
  const settled = settledBy(module, id);
  const open = severity === 'info' ? null : html` open`;
  return html`<details class="card difference ${severity}" data-severity="${severity}" data-kind="${kind}" data-table="${table ?? ''}" data-module="${module.module ?? ''}" data-since="${since ?? ''}"${open}>
<summary><span class="badge ${severity}">${severity}</span> <code class="id">${id}</code>${whenOf(since, settled)}
<span class="message">${message}</span></summary>
${renderColumns(columnsOf(difference))}
${severity === 'info' || module.module === null ? null : html`<p class="accept">Meant so? <code>${acceptCommand(id, module)}</code></p>`}
</details>
`;
}

function whenOf(since: string | null, settled: string | null): Markup | null {
  if (since === null && settled === null) return null;
  const gone = settled === null ? null : html`<span class="when">gone again with ${settled}</span>`;
  return html` ${since === null ? null : html`<span class="when">since ${since}</span>`} ${gone}`;
}

/** Returns both sides' SQL beside each other, the differing words marked. */
export function renderColumns(columns: SqlColumns): Markup {
  const marked = markDifferences(columns);
  const figures = columns.map(({ title, place, sql }, index) => {
    const words = (marked[index] ?? []).map(({ text, differs }) =>
      differs ? html`<mark>${text}</mark>` : text,
    );
    const shown =
      sql === null ? html`<p class="nothing">nothing</p>` : html`<pre><code>${words}</code></pre>`;
    const where = place === null ? null : html` <code>${place}</code>`;
    return html`<figure><figcaption><b>${title}</b>${where}</figcaption>${shown}</figure>`;
  });
  return html`<div class="sides">${figures}</div>`;
}
