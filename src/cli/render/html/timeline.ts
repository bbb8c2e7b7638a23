import type { ModuleParity, VersionParity } from '../../../parity/report.ts';
import { newsOf, plural, type VersionNews } from '../parity-figures.ts';
import { html, type Markup } from './markup.ts';
import { filterLink } from './matrix.ts';

/** Returns the versions in their order, each with its state and what came and went; nothing where only the head was looked at. */
export function renderTimeline(module: ModuleParity): Markup | null {
  const { versions } = module;
  if (versions.length === 0) return null;
  const news = newsOf(module);
  const items = versions.map((version, index) =>
    renderVersion(module, version, news[index] ?? { appeared: 0, settled: 0 }),
  );
  return html`<h3>Versions</h3>
<ol class="timeline">${items}</ol>
`;
}

function renderVersion(
  module: ModuleParity,
  { step, name, errors, warnings }: VersionParity,
  { appeared, settled }: VersionNews,
): Markup {
  const tone = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'parity';
  const state = errors > 0 ? plural(errors, 'error') : warnings > 0 ? plural(warnings, 'warning') : 'parity';
  const news = [...(appeared === 0 ? [] : [`+${appeared}`]), ...(settled === 0 ? [] : [`−${settled}`])].join(
    ' ',
  );
  const title = `${name}: ${state}, ${appeared} appeared, ${settled} settled`;
  const label = html`<b>${step}</b> ${state} ${news}`;
  const inner =
    appeared === 0
      ? html`<span title="${title}">${label}</span>`
      : html`<a href="${filterLink(module, { since: step })}" title="${title}">${label}</a>`;
  return html`<li class="${tone}">${inner}</li>`;
}
