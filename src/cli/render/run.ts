import type { RunReport, StepOutcome } from '../../core/report.ts';
import type { PlannedScript } from '../planned-scripts.ts';
import { onSome, renderPending } from './pending.ts';
import { renderReport } from './report.ts';
import { lookAtOutcomes } from './step-sight.ts';
import { formatDuration } from './time.ts';
import type { View } from './view.ts';

/** What of the command line the text depends on. */
export interface Asked {
  /** The flags that name the same databases again; null where they cannot be said. */
  readonly flags: string | null;
  /** Names of the steps behind `--to`. */
  readonly beyond?: ReadonlySet<string>;
}

/** Returns what a run would do, for people. */
export function renderPlan(report: RunReport, view: View, { flags, beyond }: Asked): string {
  const planned = count(report, 'planned');
  const summary =
    planned === 0
      ? ['nothing to run', ...renderPending(report, view, flags)]
      : [
          `${view.paint('accent', `${planned} would run${onDatabases(report, 'planned')}`)}${ofSteps(report)}; nothing was written`,
        ];
  return `${renderReport(report, lookAtOutcomes(beyond), view)}\n\n${summary.join('\n')}`;
}

/** Returns what a run did, for people. */
export function renderRun(
  report: RunReport,
  elapsedMs: number,
  view: View,
  { flags, beyond }: Asked,
): string {
  const applied = count(report, 'applied');
  const did =
    applied === 0
      ? 'nothing to apply'
      : view.paint(
          'good',
          `${applied} applied${onDatabases(report, 'applied')} in ${formatDuration(elapsedMs)}`,
        );
  return [
    renderReport(report, lookAtOutcomes(beyond), view),
    '',
    did,
    ...renderPending(report, view, flags),
  ].join('\n');
}

/** Returns the scripts as one text of SQL, each under a comment that says where it would run; empty for none. */
export function renderScripts(scripts: readonly PlannedScript[]): string {
  return scripts
    .map(({ module, migration, engine, file, databases, sql }) => {
      const head = `-- ${migration} (${module}) on ${engine}: ${databases.join(', ')}\n-- ${file}`;
      return `${head}\n${sql.trimEnd()}\n`;
    })
    .join('\n')
    .trimEnd();
}

function count({ databases }: RunReport, outcome: StepOutcome): number {
  return databases.reduce((sum, { modules }) => sum + countIn(modules, outcome), 0);
}

function countIn(modules: RunReport['databases'][number]['modules'], outcome: StepOutcome): number {
  return modules.reduce(
    (sum, { migrations }) => sum + migrations.filter((step) => step.outcome === outcome).length,
    0,
  );
}

/** A step counts once per database in what would run, and once in the progress: both numbers are said. */
function ofSteps({ databases }: RunReport): string {
  if (databases.length === 1) return '';
  const steps = new Set(
    databases.flatMap(({ modules }) =>
      modules.flatMap((module) =>
        module.migrations
          .filter(({ outcome }) => outcome === 'planned')
          .map(({ name }) => `${module.name} ${name}`),
      ),
    ),
  ).size;
  return ` (${steps === 1 ? '1 step' : `${steps} steps`})`;
}

function onDatabases({ databases }: RunReport, outcome: StepOutcome): string {
  return onSome(databases.filter(({ modules }) => countIn(modules, outcome) > 0).length, databases.length);
}
