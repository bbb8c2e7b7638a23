import type { ParityReport } from '../../../parity/report.ts';
import { severityOrder } from '../parity-figures.ts';
import { html, type Markup } from './markup.ts';

/**
 * Returns the controls that choose what is shown: severities, a search, and a list per property that has several values. Hidden
 * until the script is there to serve them. Nothing where there is no difference.
 */
export function renderFilters({ modules }: ParityReport): Markup | null {
  const differences = modules.flatMap((module) =>
    module.differences.map((difference) => ({ ...difference, module: module.module })),
  );
  if (differences.length === 0) return null;
  const boxes = severityOrder.map((severity) => {
    const count = differences.filter((difference) => difference.severity === severity).length;
    return html`<label class="${severity}"><input type="checkbox" name="severity" value="${severity}"> ${severity} <b>${count}</b></label>`;
  });
  return html`<div id="filters" role="search" hidden>
<fieldset><legend>Severity</legend>${boxes}</fieldset>
<label class="search">Search <input type="search" name="q" placeholder="name, SQL, file" autocomplete="off" spellcheck="false"></label>
${select(
  'module',
  'modules',
  differences.map(({ module }) => module ?? ''),
)}
${select(
  'table',
  'tables',
  differences.map(({ table }) => table ?? ''),
)}
${select(
  'kind',
  'kinds',
  differences.map(({ kind }) => kind),
)}
${select(
  'since',
  'versions',
  differences.map(({ since }) => since ?? ''),
  (value) => `since ${value}`,
)}
<p><output id="count" aria-live="polite"></output> <a id="reset" href="#">Show all</a></p>
</div>`;
}

function select(
  name: string,
  nouns: string,
  values: readonly string[],
  say = (value: string): string => value,
): Markup | null {
  const own = [...new Set(values)].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (own.length < 2) return null;
  return html`<label>${name} <select name="${name}"><option value="">all ${nouns}</option>${own.map(
    // Apart from the value of all: a view belongs to no table.
    (value) => html`<option value="=${value}">${value === '' ? `(no ${name})` : say(value)}</option>`,
  )}</select></label>
`;
}
