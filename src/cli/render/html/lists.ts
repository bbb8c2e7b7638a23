import type { ModuleParity } from '../../../parity/report.ts';
import { exactColumnsOf } from '../parity-columns.ts';
import { groupNotCompared, plural, sideNames, whyAccepted } from '../parity-figures.ts';
import { pathTitles } from '../parity-paths.ts';
import { renderColumns } from './card.ts';
import { html, type Markup } from './markup.ts';

/** Returns the other ways to the head; nothing where there is none. */
export function renderPaths({ paths }: ModuleParity): Markup | null {
  if (paths.length === 0) return null;
  const alike = paths.filter(({ differences }) => differences.length === 0);
  const cards = paths.flatMap(({ engine, path, differences }) =>
    differences.map(
      (difference) => html`<details class="card row error" open>
<summary><span class="badge error">path</span> <code class="id">${difference.object}</code> <span class="when">${sideNames[engine]}</span>
<span class="message">${path}: ${difference.message}</span></summary>
${renderColumns(exactColumnsOf(difference, engine, pathTitles))}
</details>
`,
    ),
  );
  const same =
    alike.length === 0
      ? null
      : html`<p>✓ ${plural(alike.length, 'path')} with the same schema as a fresh install</p>`;
  return html`<h3>Other paths to the head</h3>${same}${cards}`;
}

/** Returns the stale exceptions with what to do; nothing where there is none. */
export function renderStale({ staleExceptions }: ModuleParity): Markup | null {
  if (staleExceptions.length === 0) return null;
  return html`<h3>Stale exceptions</h3>
<p>Take the entry out of the parity file, or review it again and accept it as it is now.</p>
${staleExceptions.map(
  ({ exception, reason }) => html`<div class="card row error"><code class="id">${exception.id}</code>
<p>${reason}</p><p class="faint">Accepted because: ${exception.reason}</p></div>
`,
)}`;
}

/** Returns what is accepted and why; nothing where nothing is. */
export function renderAccepted({ accepted }: ModuleParity): Markup | null {
  if (accepted.length === 0) return null;
  return html`<h3>Accepted</h3>
<div class="scroll"><table class="list"><thead><tr><th>difference</th><th>reason</th></tr></thead><tbody>${accepted.map(
    (
      each,
    ) => html`<tr class="row"><td><code class="id">${each.difference.id}</code></td><td>${whyAccepted(each)}</td></tr>
`,
  )}</tbody></table></div>`;
}

/** Returns what is outside of the comparison; nothing where nothing is. */
export function renderNotCompared({ notCompared }: ModuleParity): Markup | null {
  if (notCompared.length === 0) return null;
  return html`<h3>Not compared</h3>
<div class="scroll"><table class="list"><thead><tr><th>side</th><th>kind</th><th>names</th><th>why</th></tr></thead><tbody>${groupNotCompared(
    notCompared,
  ).map(
    ({
      side,
      kind,
      names,
      reason,
    }) => html`<tr class="row"><td>${sideNames[side]}</td><td>${kind}</td><td>${names.join(', ')}</td><td>${reason}</td></tr>
`,
  )}</tbody></table></div>`;
}
