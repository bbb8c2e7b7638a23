import type { ModuleParity, ParityReport } from '../../parity/report.ts';
import { renderDifference } from './parity-difference.ts';
import { comparesNothing, isEmptyReport, nothingToCompare } from './parity-empty.ts';
import {
  figuresOf,
  groupNotCompared,
  moduleDiffers,
  plural,
  sayFigures,
  settledBy,
  sideNames,
  whyAccepted,
} from './parity-figures.ts';
import { nextSteps } from './parity-next.ts';
import { renderPaths } from './parity-paths.ts';
import { renderVersions } from './parity-versions.ts';
import { indented, renderHint } from './problem.ts';
import type { Tone, View } from './view.ts';
import { clean, displayWidth } from './width.ts';

export interface ParityLook {
  /** Defaults to false: another encoding of the same thing is counted and not shown. */
  readonly infos?: boolean;
}

/**
 * Returns the report for people: per module the verdict with its figures, the differences with both sides' DDL, what is
 * accepted, what is stale, what was not compared; then what to do. Without a module it says that there is nothing to compare.
 */
export function renderParity(report: ParityReport, view: View, { infos = false }: ParityLook = {}): string {
  if (report.modules.length === 0) return 'no module to compare';
  const blocks = report.modules.flatMap((module) => [
    ...renderHead(module, report.strict, view),
    ...module.differences
      .filter(({ severity }) => infos || severity !== 'info')
      .map((difference) => renderDifference(difference, settledBy(module, difference.id), view)),
    ...renderPaths(module, view),
    renderStale(module, view),
    renderAccepted(module, view),
    renderNotCompared(module, view),
  ]);
  return [...blocks, renderVerdict(report, view)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function renderHead(module: ModuleParity, strict: boolean, view: View): string[][] {
  const differs = moduleDiffers(module, strict);
  const where = module.head === null ? '' : ` at ${clean(module.head)}`;
  const verdict = differs
    ? view.paint('bad', `✗ differs${where}`)
    : comparesNothing(module)
      ? view.paint('open', `– nothing to compare${where}`)
      : view.paint('good', `✓ parity${where}`);
  const engines = [module.engines.postgres, module.engines.sqlite].map(clean).join(' and ');
  const title = module.module === null ? '' : `${view.paint('strong', clean(module.module))}  `;
  const first = module.firstDiverged === null ? [] : [`diverged first behind ${clean(module.firstDiverged)}`];
  const figures = sayFigures(figuresOf(module)).join(', ');
  const head = `${title}${verdict}`;
  const fits = displayWidth(`${head}  ${figures}`) <= view.width;
  return [
    [
      ...(fits ? [`${head}  ${figures}`] : [head, ...indented(figures, view, 2)]),
      `  ${view.paint('faint', engines)}`,
      ...first.map((line) => `  ${line}`),
    ],
    renderVersions(module, view),
  ];
}

function renderAccepted({ accepted }: ModuleParity, view: View): string[] {
  if (accepted.length === 0) return [];
  const lines = accepted.flatMap((each) =>
    beside(`✓ ${clean(each.difference.id)}`, 'good', whyAccepted(each), view),
  );
  return ['  accepted', ...lines];
}

/** A label with a remark beside it, or below it where the line is full. */
function beside(label: string, tone: Tone, remark: string, view: View): string[] {
  const painted = `    ${view.paint(tone, label)}`;
  const text = clean(remark).replaceAll('\n', ' ');
  return displayWidth(`    ${label}  ${text}`) <= view.width
    ? [`${painted}  ${view.paint('faint', text)}`]
    : [painted, ...indented(text, view, 6).map((line) => view.paint('faint', line))];
}

function renderStale({ staleExceptions }: ModuleParity, view: View): string[] {
  return staleExceptions.flatMap(({ exception, reason }) => [
    `  ${view.paint('bad', '✗ stale exception')}  ${view.paint('strong', clean(exception.id))}`,
    ...indented(reason, view, 4),
    ...indented(`It was accepted because: ${exception.reason}`, view, 4),
    ...renderHint(
      'Take the entry out of the parity file, or review it again and accept it as it is now.',
      view,
      4,
    ),
  ]);
}

function renderNotCompared({ notCompared }: ModuleParity, view: View): string[] {
  if (notCompared.length === 0) return [];
  const lines = groupNotCompared(notCompared).flatMap(({ side, kind, reason, names }) => {
    const first = names.slice(0, 3).map(clean).join(', ');
    const more = names.length > 3 ? `, ${names.length - 3} more` : '';
    const count = names.length > 1 ? ` ×${names.length}` : '';
    return beside(`${clean(kind)}${count} on ${sideNames[side]}: ${first}${more}`, 'strong', reason, view);
  });
  return [`  not compared: ${plural(notCompared.length, 'object')}`, ...lines];
}

function renderVerdict(report: ParityReport, view: View): string[] {
  const figures = sayFigures(figuresOf(...report.modules)).join(', ');
  const strict = report.strict ? ' (strict: warnings count)' : '';
  const verdict = isEmptyReport(report)
    ? view.paint('open', nothingToCompare)
    : report.verdict === 'parity'
      ? view.paint('good', `parity: ${figures}`)
      : view.paint('bad', `differs: ${figures}`);
  return [`${verdict}${strict}`, ...nextSteps(report).map((line) => `${view.paint('accent', '→')} ${line}`)];
}
