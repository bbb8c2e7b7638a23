import { shorten } from '../../core/shorten.ts';
import type { Difference, Severity } from '../../parity/difference.ts';
import type { ModuleParity, ParityReport } from '../../parity/report.ts';
import { columnsOf, exactColumnsOf, type SqlColumns } from './parity-columns.ts';
import { isEmptyReport, nothingToCompare } from './parity-empty.ts';
import {
  figuresOf,
  groupNotCompared,
  plural,
  sayFigures,
  settledBy,
  severityOrder,
  sideNames,
  whyAccepted,
} from './parity-figures.ts';
import { codeMarkdown, escapeInlineHtml, escapeMarkdown, fenceMarkdown } from './parity-markdown-escape.ts';
import { nextSteps } from './parity-next.ts';
import { pathTitles } from './parity-paths.ts';

/** What GitHub takes as one comment. */
const longestComment = 65_536;
/** Kept for the line that counts what was left out. */
const reserve = 400;

const signs: Readonly<Record<Severity, string>> = { error: '❌', warning: '⚠️', info: 'ℹ️' };

/** A part of the comment that may be left out; the first ones stay longest. */
interface Part {
  readonly text: string;
  /** What is counted where it is left out: `error`. */
  readonly counts: string;
}

/**
 * Returns the report as a comment on a pull request: verdict, figures by kind, each difference with both sides' SQL folded
 * away. Never longer than GitHub takes: the last ones are left out then, errors last of all, and counted.
 */
export function parityMarkdown(report: ParityReport): string {
  const head = headOf(report);
  const tail = nextSteps(report)
    .map((line) => `> ${escapeNext(line)}`)
    .join('\n>\n');
  const parts = severityOrder
    .flatMap((severity) => report.modules.flatMap((module) => differenceParts(report, module, severity)))
    .concat(report.modules.flatMap((module) => otherParts(report, module)))
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  let room = longestComment - reserve - head.length - tail.length;
  const kept: string[] = [];
  const left: Part[] = [];
  for (const part of parts) {
    const fits = part.text.length + 2 <= room && left.length === 0;
    if (!fits) left.push(part);
    else {
      kept.push(part.text);
      room -= part.text.length + 2;
    }
  }
  return [head, ...kept, leftOut(left), tail].filter((text) => text !== '').join('\n\n');
}

const ranks = ['error', 'stale exception', 'path', 'warning'];

function rankOf({ counts }: Part): number {
  const rank = ranks.indexOf(counts);
  return rank < 0 ? ranks.length : rank;
}

function headOf(report: ParityReport): string {
  const verdict = isEmptyReport(report)
    ? `⚠️ N${nothingToCompare.slice(1)}`
    : report.verdict === 'parity'
      ? '✅ Parity'
      : '❌ The two schemas differ';
  const modules = report.modules.map((module) => {
    const where = module.head === null ? '' : ` at ${escapeMarkdown(module.head)}`;
    const since =
      module.firstDiverged === null ? '' : `; diverged first behind ${codeMarkdown(module.firstDiverged)}`;
    const name = module.module === null ? 'two live databases' : escapeMarkdown(module.module);
    const engines = `${module.engines.postgres} and ${module.engines.sqlite}`;
    return `- **${name}**${where}: ${sayFigures(figuresOf(module)).join(', ')}${since} (${escapeMarkdown(engines)})`;
  });
  const strict = report.strict ? ['Strict: warnings count.'] : [];
  const blocks = [
    `### ${verdict}`,
    modules.join('\n') || 'No module to compare.',
    ...strict,
    kindTable(report),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function kindTable({ modules }: ParityReport): string {
  const all = modules.flatMap(({ differences }) => differences);
  if (all.length === 0) return '';
  const rows = [...Map.groupBy(all, ({ kind }) => kind)].map(([kind, own]) => {
    const counts = severityOrder.map((severity) => own.filter((each) => each.severity === severity).length);
    return { kind, counts };
  });
  rows.sort((a, b) => {
    const first = severityOrder.findIndex((_, index) => a.counts[index] !== b.counts[index]);
    return (b.counts[first] ?? 0) - (a.counts[first] ?? 0);
  });
  return [
    '| kind | errors | warnings | info |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map(({ kind, counts }) => `| ${kind} | ${counts.map((count) => count || '').join(' | ')} |`),
  ].join('\n');
}

function differenceParts(report: ParityReport, module: ModuleParity, severity: Severity): Part[] {
  const own = module.differences.filter((difference) => difference.severity === severity);
  if (severity !== 'info') {
    return own.map((difference) => ({ text: blockOf(report, module, difference), counts: severity }));
  }
  // Another encoding of the same thing: a line is enough.
  const lines = own.map(({ id, message }) => `- ${codeMarkdown(id)} ${escapeMarkdown(message)}`);
  return lines.length === 0
    ? []
    : [
        {
          text: folded(`${lines.length} info${of(report, module)}`, lines.join('\n')),
          counts: 'folded list',
        },
      ];
}

function blockOf(report: ParityReport, module: ModuleParity, difference: Difference): string {
  const settled = settledBy(module, difference.id);
  const when = [
    ...(difference.since === null ? [] : [`since ${difference.since}`]),
    ...(settled === null ? [] : [`gone again with ${settled}`]),
  ].join(', ');
  const title = `${signs[difference.severity]} <code>${escapeInlineHtml(difference.id)}</code>`;
  const summary = `${title}${of(report, module)}${when === '' ? '' : ` <code>${escapeInlineHtml(when)}</code>`}`;
  return folded(summary, `${escapeMarkdown(difference.message)}\n\n${sidesOf(columnsOf(difference))}`);
}

function sidesOf(columns: SqlColumns): string {
  return columns
    .map(({ title, place, sql }) => {
      const heading = `**${title}**${place === null ? '' : ` ${codeMarkdown(place)}`}`;
      return sql === null ? `${heading}: nothing` : `${heading}\n${fenceMarkdown(shorten(sql))}`;
    })
    .join('\n\n');
}

function otherParts(report: ParityReport, module: ModuleParity): Part[] {
  const stale = module.staleExceptions.map(({ exception, reason }) => ({
    text: `❌ stale exception ${codeMarkdown(exception.id)}${of(report, module)}: ${escapeMarkdown(reason)} It was accepted because: ${escapeMarkdown(exception.reason)}`,
    counts: 'stale exception',
  }));
  const paths = module.paths.flatMap(({ engine, path, differences }) =>
    differences.map((difference) => ({
      text: folded(
        `❌ another path on ${sideNames[engine]}${of(report, module)}: <code>${escapeInlineHtml(difference.object)}</code>`,
        `${escapeMarkdown(path)}: ${escapeMarkdown(difference.message)}\n\n${sidesOf(exactColumnsOf(difference, engine, pathTitles))}`,
      ),
      counts: 'path',
    })),
  );
  const accepted = module.accepted.map(
    (each) => `- ${codeMarkdown(each.difference.id)} ${escapeMarkdown(whyAccepted(each))}`,
  );
  const notCompared = groupNotCompared(module.notCompared).map(
    ({ side, kind, names, reason }) =>
      `- ${sideNames[side]}, ${escapeMarkdown(kind)}: ${names.map(codeMarkdown).join(', ')}. ${escapeMarkdown(reason)}`,
  );
  const list = (title: string, lines: readonly string[], counts: string): Part[] =>
    lines.length === 0 ? [] : [{ text: folded(title + of(report, module), lines.join('\n')), counts }];
  return [
    ...stale,
    ...paths,
    ...list(`✅ ${accepted.length} accepted`, accepted, 'folded list'),
    ...list(`${plural(module.notCompared.length, 'object')} not compared`, notCompared, 'folded list'),
  ];
}

/** The module, where the report has several. */
function of({ modules }: ParityReport, { module }: ModuleParity): string {
  return modules.length < 2 || module === null ? '' : ` in <code>${escapeInlineHtml(module)}</code>`;
}

function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

function leftOut(parts: readonly Part[]): string {
  if (parts.length === 0) return '';
  const counts = [...Map.groupBy(parts, ({ counts }) => counts)].map(([noun, { length }]) =>
    plural(length, noun),
  );
  return `… left out, because a comment cannot be longer: ${counts.join(', ')}. \`lockstep parity --format html\` shows all.`;
}

/** A command stands as code. */
function escapeNext(line: string): string {
  const at = line.indexOf('lockstep ');
  if (at < 0) return escapeMarkdown(line);
  return `${escapeMarkdown(line.slice(0, at))} ${codeMarkdown(line.slice(at))}`;
}
