import type { Diagnostic } from '../../core/diagnostic.ts';
import { indented, renderHint } from './problem.ts';
import type { View } from './view.ts';
import { clean, padEnd } from './width.ts';

/** Returns the findings below their files, each with its place, rule, message and what to do; or that there is none. */
export function renderFindings(findings: readonly Diagnostic[], view: View): string {
  if (findings.length === 0) return view.paint('good', '✓ nothing found');
  const files = Map.groupBy(findings, ({ file }) => file);
  const blocks = [...files].map(([file, own]) => {
    const places = own.map(placeOf);
    const width = Math.max(...places.map(({ length }) => length));
    const lines = own.flatMap((finding, index) =>
      renderFinding(finding, padEnd(places[index] ?? '', width), view),
    );
    return [view.paint('strong', clean(file)), ...lines].join('\n');
  });
  const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  const where = files.size === 1 ? '1 file' : `${files.size} files`;
  return [...blocks, view.paint('open', `${count} in ${where}`)].join('\n\n');
}

function renderFinding(finding: Diagnostic, place: string, view: View): string[] {
  const tone = finding.severity === 'error' ? 'bad' : 'open';
  const mark = finding.severity === 'error' ? '✗' : '!';
  const head = `  ${view.paint('faint', place)}  ${view.paint(tone, `${mark} ${finding.code ?? finding.rule}`)}`;
  const rule = finding.code === null ? '' : `  ${view.paint('faint', finding.rule)}`;
  const margin = place.length + 4;
  return [head + rule, ...indented(finding.message, view, margin), ...renderHint(finding.hint, view, margin)];
}

function placeOf({ line, column }: Diagnostic): string {
  return line === null ? '-' : column === null ? String(line) : `${line}:${column}`;
}
