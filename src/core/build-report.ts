import { indexChain } from './index-chain.ts';
import { makeOnce } from './make-once.ts';
import { categories, type LoadedModule } from './migration.ts';
import type { DatabasePlan, ModulePlan, PlannedStep } from './plan.ts';
import type { DatabaseReport, MigrationReport, ModuleReport, RunReport, StepOutcome } from './report.ts';
import { parseStepName } from './step-id.ts';

/** `states`: no outcome per step; `planned`: what would run; `outcomes`: what a run did. */
export interface ReportedRun {
  readonly kind: 'states' | 'planned' | 'outcomes';
  /** What the run did, by the migration's name. Looked at with kind `outcomes` only. */
  readonly outcomes?: ReadonlyMap<string, StepOutcome>;
}

/** Returns one module's part of a database's report. */
export function buildModuleReport(
  { module }: Pick<ModulePlan, 'module'>,
  database: DatabasePlan,
  run: ReportedRun = { kind: 'states' },
): ModuleReport {
  // What the run does after this is not of this report.
  const then: ReportedRun = { kind: run.kind, outcomes: new Map(run.outcomes) };
  const migrations = makeOnce(() =>
    database.steps.map((step) => buildMigrationReport(module, database, step, then)),
  );
  const report: ModuleReport = {
    name: module.name,
    current: database.current,
    latest: indexChain(module).latest,
    pending: database.pending,
    installing: run.kind === 'planned' ? database.installing : database.marker,
    problem: database.problem,
    // A thousand entries of a start with nothing to do, which hardly anybody looks at: made for who does.
    get migrations() {
      return migrations();
    },
  };
  // To console.log it is a list as well.
  const inspectAs = (
    _: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string => inspect({ ...report }, options);
  return Object.defineProperty(report, Symbol.for('nodejs.util.inspect.custom'), { value: inspectAs });
}

/** Returns how many steps of a module are pending, held or started. */
export function countPending({ pending }: Pick<ModuleReport, 'pending'>): number {
  return categories.reduce((sum, category) => sum + pending[category], 0);
}

/** Returns the report of all databases, with their pending steps counted. */
export function buildRunReport(databases: readonly DatabaseReport[]): RunReport {
  const modules = databases.flatMap((database) => database.modules);
  return { databases, pendingCount: modules.reduce((sum, module) => sum + countPending(module), 0) };
}

function buildMigrationReport(
  module: LoadedModule,
  { engine }: DatabasePlan,
  step: PlannedStep,
  run: ReportedRun,
): MigrationReport {
  const { name, migration, row, state, heldBy } = step;
  const script = migration?.scripts[engine] ?? null;
  const outcome = outcomeOf(step, run);
  return {
    name,
    version: versionOf(module, step),
    category: migration?.category ?? row?.category ?? '',
    state,
    noOp: script?.noOp ?? null,
    heldBy,
    checksum: script?.checksum ?? row?.checksum ?? '',
    appliedAt: row?.appliedAt ?? null,
    appliedBy: row?.appliedBy ?? null,
    durationMs: row?.durationMs ?? null,
    ...(outcome === null ? {} : { outcome }),
  };
}

function outcomeOf({ name, row, state, willRun }: PlannedStep, run: ReportedRun): StepOutcome | null {
  if (run.kind === 'states') return null;
  const otherwise = row !== null || state === 'superseded' ? 'already-applied' : 'not-run';
  if (run.kind === 'planned') return willRun ? 'planned' : otherwise;
  return run.outcomes?.get(name) ?? otherwise;
}

/** The number of a version; null for seeds, data steps and names that the profile cannot read. */
function versionOf({ profile }: LoadedModule, { name, migration }: PlannedStep): number | null {
  const step = migration ?? parseStepName(profile, name);
  return step?.series === 'V' ? step.number : null;
}
