import type { ModuleParity, ParityReport } from '../../../parity/report.ts';
import { comparesNothing, isEmptyReport, nothingToCompare } from '../parity-empty.ts';
import { figuresOf, moduleDiffers } from '../parity-figures.ts';
import { html, type Markup } from './markup.ts';

interface Tile {
  readonly label: string;
  readonly count: number;
  /** Shown with 0 too. */
  readonly isAlways?: boolean;
  readonly tone?: string;
  /** Where it leads, if anywhere. */
  readonly link?: string;
}

/** Returns the verdict over all modules and the figures; those of severities filter. */
export function renderSummary(report: ParityReport): Markup {
  const { verdict, strict, modules } = report;
  const { tables, errors, warnings, infos, accepted, stale, paths, notCompared } = figuresOf(...modules);
  const tiles: readonly Tile[] = [
    { label: nounOf(tables, 'table'), count: tables, isAlways: true },
    { label: nounOf(errors, 'error'), count: errors, isAlways: true, tone: 'error', link: '#severity=error' },
    {
      label: nounOf(warnings, 'warning'),
      count: warnings,
      isAlways: true,
      tone: 'warning',
      link: '#severity=warning',
    },
    { label: 'info', count: infos, tone: 'info', link: '#severity=info' },
    { label: 'accepted', count: accepted },
    { label: 'stale', count: stale, tone: 'error' },
    { label: 'on other paths', count: paths, tone: 'error' },
    { label: 'not compared', count: notCompared },
  ];
  const said = isEmptyReport(report)
    ? `N${nothingToCompare.slice(1)}`
    : verdict === 'parity'
      ? '✓ Parity'
      : '✗ The two schemas differ';
  return html`<h1 class="${verdict}">${said}</h1>
${strict ? html`<p>Strict: warnings count.</p>` : null}
<ul class="tiles">${tiles.filter(({ count, isAlways }) => count > 0 || isAlways === true).map(renderTile)}</ul>
`;
}

function nounOf(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}

function renderTile({ label, count, tone, link }: Tile): Markup {
  const inner = html`<b>${count}</b> ${label}`;
  const text = link === undefined || count === 0 ? inner : html`<a href="${link}">${inner}</a>`;
  return html`<li class="${count > 0 ? (tone ?? '') : ''}">${text}</li>`;
}

/** Returns a module's name, verdict and engines. */
export function renderModuleHead(module: ModuleParity, strict: boolean): Markup {
  const differs = moduleDiffers(module, strict);
  const { postgres, sqlite } = module.engines;
  const where = module.head === null ? null : html` at ${module.head}`;
  const verdict = differs
    ? html`<span class="verdict differs">✗ differs${where}</span>`
    : html`<span class="verdict parity">${comparesNothing(module) ? '– nothing to compare' : '✓ parity'}${where}</span>`;
  const first =
    module.firstDiverged === null ? null : html`<span>diverged first behind ${module.firstDiverged}</span>`;
  return html`<h2>${module.module ?? 'Two live databases'} ${verdict}</h2>
<p class="engines"><span>${postgres} and ${sqlite}</span>${first}</p>`;
}
