import { type Engine, engineTitles } from '../../core/engine.ts';
import type { ModuleRehearsal, RehearsalFinding, RehearsalReport, Sample } from '../../rehearse/report.ts';
import { indented, renderHint } from './problem.ts';
import { type Cell, renderTable } from './table.ts';
import type { View } from './view.ts';
import { clean } from './width.ts';

/**
 * Returns the report for people: per module its steps with their rows and findings, then each finding with its samples, its place
 * and what to do, and the tables that got no rows.
 */
export function renderRehearsal(report: RehearsalReport, view: View): string {
  if (report.modules.length === 0) return 'no module to rehearse';
  const blocks = report.modules.flatMap((module) => [
    renderSteps(module, view),
    ...module.findings.map((finding) => renderFinding(finding, view)),
    renderNotCovered(module, view),
  ]);
  return [...blocks, renderVerdict(report, view)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function renderSteps({ module, steps, findings }: ModuleRehearsal, view: View): string[] {
  const mark = findings.length === 0 ? view.paint('good', '✓') : view.paint('bad', '✗');
  const rows = steps.map(({ step, rows: held, findings: count }): readonly Cell[] => [
    count === 0 ? { text: '✓', tone: 'good' } : { text: '✗', tone: 'bad' },
    step,
    { text: rowsHeld(held), tone: 'faint' },
    count === 0 ? '' : { text: plural(count, 'finding'), tone: 'bad' },
  ]);
  return [`${mark} ${view.paint('strong', clean(module))}`, ...renderTable(rows, view)];
}

/** What was in the tables when the step ran; both engines hold the same unless one lost some. */
function rowsHeld({ postgres, sqlite }: { readonly [E in Engine]: number | null }): string {
  if (postgres === null || sqlite === null || postgres === sqlite)
    return plural(postgres ?? sqlite ?? 0, 'row');
  return `${plural(postgres, 'row')} on PostgreSQL, ${sqlite} on SQLite`;
}

function renderFinding(finding: RehearsalFinding, view: View): string[] {
  const { step, kind, engine, file, line, message, hint, samples } = finding;
  const where =
    file === null ? '' : `  ${view.paint('faint', clean(line === null ? file : `${file}:${line}`))}`;
  const side = engine === null ? 'both engines' : engineTitles[engine];
  return [
    `${view.paint('bad', `✗ ${clean(step)}  ${kind}`)}  ${side}${where}`,
    ...indented(message, view, 2),
    ...renderTable(
      samples.map((sample) => sampleRow(sample, finding)),
      view,
      { indent: 4, shrink: { column: 0, least: 20 } },
    ),
    ...renderHint(hint, view, 2),
  ];
}

function sampleRow({ row, before, after }: Sample, { kind, column }: RehearsalFinding): readonly Cell[] {
  if (column === null) return [row];
  const [left, right] = kind === 'engines-differ' ? ['PostgreSQL ', 'SQLite '] : ['was ', 'is '];
  const last: Cell = kind === 'column-lost' ? '' : `${right}${shown(after)}`;
  return [{ text: row, tone: 'faint' }, `${left}${shown(before)}`, last];
}

function shown(value: string | null): string {
  return value === null ? 'NULL' : value === '' ? "''" : value;
}

function renderNotCovered({ notCovered }: ModuleRehearsal, view: View): string[] {
  if (notCovered.length === 0) return [];
  const rows = notCovered.map(({ table, step, reason }): readonly Cell[] => [
    { text: table, tone: 'strong' },
    step,
    { text: reason, tone: 'faint' },
  ]);
  return [
    `${view.paint('open', '!')} not covered: no row was found for ${plural(notCovered.length, 'table')}`,
    ...renderTable(rows, view, { indent: 4 }),
    ...renderHint(
      'Give rows for them in the file that "fixtures" of the module names (docs/rehearsal.md).',
      view,
      2,
    ),
  ];
}

function renderVerdict({ modules, engines, rowsPerTable }: RehearsalReport, view: View): string[] {
  const findings = modules.reduce((sum, module) => sum + module.findings.length, 0);
  const steps = modules.reduce((sum, module) => sum + module.steps.length, 0);
  const open = modules.reduce((sum, module) => sum + module.notCovered.length, 0);
  if (steps === 0 && findings === 0)
    return ['nothing to rehearse: there is no step that has not been applied already'];
  const how = `${plural(steps, 'step')} on ${engines.postgres} and ${engines.sqlite}, ${plural(rowsPerTable, 'row')} per table`;
  const rest = open === 0 ? '' : view.paint('open', `, ${plural(open, 'table')} not covered`);
  const verdict =
    findings === 0
      ? view.paint('good', `every row is accounted for: ${how}`)
      : view.paint('bad', `${plural(findings, 'finding')}: ${how}`);
  return [`${verdict}${rest}`];
}

function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
