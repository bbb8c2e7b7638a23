import type { ModuleParity, VersionParity } from '../../../parity/report.ts';
import { plural } from '../parity-figures.ts';
import { html, type Markup } from './markup.ts';
import { filterLink } from './matrix.ts';

/** Returns the versions in their order, each with its state and what came and went; nothing where only the head was looked at. */
export function renderTimeline(module: ModuleParity): Markup | null {
  if (module.versions.length === 0) return null;
  return html`<h3>Versions</h3>
<ol class="timeline">${module.versions.map((version) => renderVersion(module, version))}</ol>
`;
}

function renderVersion(
  module: ModuleParity,
  { step, name, appeared, settled, errors, warnings }: VersionParity,
): Markup {
  const tone = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'parity';
  const state = errors > 0 ? plural(errors, 'error') : warnings > 0 ? plural(warnings, 'warning') : 'parity';
  const news = [
    ...(appeared.length === 0 ? [] : [`+${appeared.length}`]),
    ...(settled.length === 0 ? [] : [`−${settled.length}`]),
  ].join(' ');
  const title = `${name}: ${state}, ${appeared.length} appeared, ${settled.length} settled`;
  const label = html`<b>${step}</b> ${state} ${news}`;
  const inner =
    appeared.length === 0
      ? html`<span title="${title}">${label}</span>`
      : html`<a href="${filterLink(module, { since: step })}" title="${title}">${label}</a>`;
  return html`<li class="${tone}">${inner}</li>`;
}
