import type { DatabaseReport, MigrationReport, ModuleReport, RunReport } from '../../core/report.ts';
import { foldRows, type FoldableRow } from './fold-rows.ts';
import { renderProblem } from './problem.ts';
import type { Look } from './step-sight.ts';
import { type Cell, naturalWidth, renderTable, type TableRow, textOf } from './table.ts';
import { formatDuration } from './time.ts';
import type { View } from './view.ts';
import { clean } from './width.ts';

/** One module on one of the report's databases. */
interface Side {
  readonly database: DatabaseReport;
  readonly module: ModuleReport;
}

/**
 * Returns the report for people: which databases, then per module its steps. One database has a line per step with
 * time, author and duration; several have one table with a column per database, so that they can be compared.
 */
export function renderReport(report: RunReport, look: Look, view: View): string {
  const names = new Set(report.databases.flatMap((database) => database.modules.map(({ name }) => name)));
  const blocks = [...names].map((name) => {
    const sides = report.databases.flatMap((database) =>
      database.modules.filter((module) => module.name === name).map((module) => ({ database, module })),
    );
    return renderModule(name, sides, look, view, report.databases.length > 1);
  });
  return [renderDatabases(report.databases, view), ...blocks].map((lines) => lines.join('\n')).join('\n\n');
}

function renderDatabases(databases: readonly DatabaseReport[], view: View): string[] {
  const rows = databases.map(({ name, engine, driver, url }): Cell[] => [
    { text: name, tone: 'strong' },
    engine,
    { text: driver, tone: 'faint' },
    // A database that was given as a URL has it as its name.
    { text: url === name ? '' : url, tone: 'faint' },
  ]);
  const lines = renderTable(rows, view, { indent: 0, remarks: 3 });
  return databases.flatMap(({ error }, index) => [
    lines[index] ?? '',
    ...(error === undefined ? [] : renderProblem(error, view)),
  ]);
}

function renderModule(name: string, sides: readonly Side[], look: Look, view: View, many: boolean): string[] {
  const [only] = sides;
  const title = view.paint('strong', name);
  const problems = sides.flatMap(({ database, module }) =>
    module.problem === null ? [] : renderProblem(module.problem, view, many ? database.name : undefined),
  );
  if (only !== undefined && sides.length === 1) {
    const where = many ? `  on ${only.database.name}` : '';
    return [
      `${title}${where}  ${versionsOf(only.module)}${installOf(only.module)}`,
      ...renderTable(foldRows(detailRows(only.module, look, view)), view, {
        drop: [3, 4],
        spare: [1],
        shrink: { column: 0, least: nameLeast },
        remarks: 5,
      }),
      ...problems,
    ];
  }
  const shrink = { column: 0, least: nameLeast };
  const full = pairTable(name, sides, look, view, 'words');
  const excess = naturalWidth(full, 0) - view.width;
  const longest = Math.max(...full.map((row) => ('note' in row ? 0 : textOf(row[0]).length)));
  // Columns are for comparing: marks alone are worth more than words that are cut.
  const rows = excess > Math.max(0, longest - nameLeast) ? pairTable(name, sides, look, view, 'marks') : full;
  return [...renderTable(rows, view, { indent: 0, spare: [1], shrink }), ...problems];
}

/** The least width of a step's name: `V23__validate_budget_ch…` can still be told from its neighbours. */
export const nameLeast = 24;

function pairTable(
  name: string,
  sides: readonly Side[],
  look: Look,
  view: View,
  detail: 'words' | 'marks',
): readonly TableRow[] {
  return [
    [
      { text: name, tone: 'strong' },
      '',
      ...sides.map(({ database }): Cell => ({ text: database.name, tone: 'strong' })),
    ],
    ['', '', ...sides.map(({ module }): Cell => ({ text: versionsOf(module), tone: 'faint' }))],
    ...installNotes(sides),
    ...foldRows(pairRows(sides, look, view, detail)).map(stepMargin),
  ];
}

/** A line per target, not a cell: the long name of a step would widen a whole column. */
function installNotes(sides: readonly Side[]): readonly TableRow[] {
  const installing = sides.filter(({ module }) => module.installing !== null);
  const targets = Map.groupBy(installing, ({ module }) => module.installing);
  return [...targets].map(([target, own]) => {
    const where =
      own.length === sides.length ? '' : ` on ${own.map(({ database }) => database.name).join(', ')}`;
    return { note: `  installing${where} up to ${target}` };
  });
}

/** Folded steps stand under the steps, not under the module's name. */
function stepMargin(row: TableRow): TableRow {
  return 'note' in row ? { note: `  ${row.note}` } : row;
}

function detailRows(module: ModuleReport, look: Look, view: View): FoldableRow[] {
  return module.migrations.map((step) => ({ fold: look.fold(step), row: () => detailRow(step, look, view) }));
}

function detailRow(step: MigrationReport, look: Look, view: View): TableRow {
  const { mark, tone, text } = look.sight(step, view);
  const duration =
    step.durationMs === null || step.outcome !== undefined ? '' : formatDuration(step.durationMs);
  return [
    { text: `${mark} ${clean(step.name)}`, tone },
    step.category,
    { text, tone },
    step.outcome === undefined ? (step.appliedBy ?? '') : '',
    duration,
    { text: step.noOp === null ? '' : `no-op: ${step.noOp}`, tone: 'faint' },
  ];
}

/** One row per step over all sides, in the order of the first side that has it. */
function pairRows(sides: readonly Side[], look: Look, view: View, detail: 'words' | 'marks'): FoldableRow[] {
  const names = new Set(sides.flatMap(({ module }) => module.migrations.map((step) => step.name)));
  const bySide = sides.map(({ module }) => new Map(module.migrations.map((step) => [step.name, step])));
  return [...names].map((name) => {
    const steps = bySide.map((steps) => steps.get(name));
    const folds = new Set(steps.map((step) => (step === undefined ? null : look.fold(step))));
    const [fold = null] = folds;
    return {
      fold: folds.size === 1 ? fold : null,
      row: () => pairRow(name, steps, look, view, detail),
    };
  });
}

function pairRow(
  name: string,
  steps: readonly (MigrationReport | undefined)[],
  look: Look,
  view: View,
  detail: 'words' | 'marks',
): TableRow {
  const present = steps.filter((step): step is MigrationReport => step !== undefined);
  const cells = steps.map((step): Cell => {
    if (step === undefined) return { text: '-', tone: 'faint' };
    const { mark, tone, text } = look.sight(step, view);
    if (detail === 'marks') return { text: `${mark} ${step.heldBy ?? ''}`.trimEnd(), tone };
    return { text: `${mark} ${saysOnlyNoOp(step) ? 'no-op' : text}`, tone };
  });
  return [
    differ(present, steps.length) ? { text: `≠ ${clean(name)}`, tone: 'warn' } : `  ${clean(name)}`,
    present[0]?.category ?? '',
    ...cells,
  ];
}

/** What did or will do nothing says so, rather than that it is pending or took 0 ms. */
function saysOnlyNoOp({ noOp, state, outcome }: MigrationReport): boolean {
  if (noOp === null) return false;
  return outcome === undefined ? state === 'pending' : outcome === 'applied' || outcome === 'planned';
}

/** A step differs where a database lacks it, or where it is applied on some and not on all. */
function differ(steps: readonly MigrationReport[], sides: number): boolean {
  const done = steps.filter(
    ({ state }) => state === 'applied' || state === 'adopted' || state === 'superseded',
  );
  return steps.length < sides || (done.length > 0 && done.length < steps.length);
}

function versionsOf({ current, latest, migrations }: ModuleReport): string {
  const letter = !isNumbered(migrations);
  const say = (version: number): string => (letter ? `V${version}` : String(version).padStart(3, '0'));
  if (latest === null) return current === null ? 'no versions' : say(current);
  if (current === latest) return say(latest);
  return `${current === null ? 'empty' : say(current)} → ${say(latest)}`;
}

/**
 * The numbered profile has no letter before its three digits. The newest version tells: names that no profile would
 * give (`legacyNames`) are of old.
 */
function isNumbered(migrations: readonly MigrationReport[]): boolean {
  const newest = migrations.reduce<MigrationReport | null>(
    (high, step) => ((step.version ?? 0) > (high?.version ?? 0) ? step : high),
    null,
  );
  return newest !== null && /^\d/.test(newest.name);
}

function installOf({ installing }: ModuleReport): string {
  return installing === null ? '' : `, installing up to ${installing}`;
}
