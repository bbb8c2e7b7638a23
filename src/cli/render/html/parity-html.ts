import { createHash } from 'node:crypto';
import type { ModuleParity, ParityReport } from '../../../parity/report.ts';
import { nextSteps } from '../parity-next.ts';
import { renderCard } from './card.ts';
import { renderFilters } from './filters.ts';
import { renderAccepted, renderNotCompared, renderPaths, renderStale } from './lists.ts';
import { html, type Markup } from './markup.ts';
import { renderMatrix } from './matrix.ts';
import { pageScript } from './page-script.ts';
import { pageStyle } from './page-style.ts';
import { renderModuleHead, renderSummary } from './summary.ts';
import { renderTimeline } from './timeline.ts';

/**
 * Returns the report as one page that opens from disk: it loads nothing, and forbids the browser to. What a link or a control
 * filters stands behind the `#` of its address, so that it can be sent: `#severity=error&q=users`.
 */
export function parityHtml(report: ParityReport): string {
  const body = html`<header>${renderSummary(report)}${nextBlock(report)}</header>
${renderFilters(report)}
<main>
${report.modules.map((module) => renderModule(report, module))}
${report.modules.length === 0 ? html`<p>No module to compare.</p>` : null}
<p id="nothing" hidden>Nothing matches. <a href="#">Show all</a></p>
</main>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${report.verdict === 'parity' ? 'Parity' : 'Schemas differ'}</title>
<style>${pageStyle}</style>
</head>
<body>
${body.markup}
<script>${pageScript}</script>
</body>
</html>
`;
}

/** Names its own style and script by what is in them: no other one runs, and nothing is fetched. */
const policy: string = [
  "default-src 'none'",
  `style-src '${hashOf(pageStyle)}'`,
  `script-src '${hashOf(pageScript)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function nextBlock(report: ParityReport): Markup | null {
  const steps = nextSteps(report);
  if (steps.length === 0) return null;
  return html`<ul class="next">${steps.map(renderStep)}</ul>`;
}

/** A command stands as code, to be copied. */
function renderStep(step: string): Markup {
  const at = step.indexOf('lockstep ');
  if (at < 0) return html`<li>${step}</li>`;
  return html`<li>${step.slice(0, at)} <code>${step.slice(at)}</code></li>`;
}

function renderModule(report: ParityReport, module: ModuleParity): Markup {
  return html`<section class="module">
${renderModuleHead(module, report.strict)}
${renderTimeline(module)}
${renderMatrix(module)}
${module.differences.length === 0 ? null : html`<h3>Differences</h3>`}
${module.differences.map((difference) => renderCard(difference, module))}
${renderPaths(module)}
${renderStale(module)}
${renderAccepted(module)}
${renderNotCompared(module)}
</section>
`;
}
