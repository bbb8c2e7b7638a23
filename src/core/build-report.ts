import { categories, type Category, type LoadedModule } from './migration.ts';
import type { DatabasePlan, ModulePlan, PlannedStep } from './plan.ts';
import type {
  DatabaseReport,
  MigrationReport,
  ModuleReport,
  PendingCounts,
  RunReport,
  StepOutcome,
  StepState,
} from './report.ts';
import { parseStepName } from './step-id.ts';

/** `states`: no outcome per step; `planned`: what would run; `outcomes`: what a run did. */
export interface ReportedRun {
  readonly kind: 'states' | 'planned' | 'outcomes';
  /** What the run did, by the migration's name. Looked at with kind `outcomes` only. */
  readonly outcomes?: ReadonlyMap<string, StepOutcome>;
}

const openStates: readonly StepState[] = ['pending', 'held', 'started'];

/** Returns one module's part of a database's report. */
export function buildModuleReport(
  plan: ModulePlan,
  database: DatabasePlan,
  run: ReportedRun = { kind: 'states' },
): ModuleReport {
  const { module } = plan;
  const migrations = database.steps.map((step) => buildMigrationReport(module, database, step, run));
  const applied = database.steps.flatMap((step) => (step.row === null ? [] : [versionOf(module, step)]));
  return {
    name: module.name,
    current: highest(applied),
    latest: highest(module.chain.map(({ series, number }) => (series === 'V' ? number : null))),
    pending: countByCategory(migrations),
    installing: run.kind === 'planned' ? database.installing : database.marker,
    problem: database.problem,
    migrations,
  };
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

function highest(versions: readonly (number | null)[]): number | null {
  return versions.reduce(
    (high, each) => (high === null || (each !== null && each > high) ? each : high),
    null,
  );
}

function countByCategory(migrations: readonly MigrationReport[]): PendingCounts {
  const counts: { [C in Category]: number } = { startup: 0, release: 0, seed: 0, data: 0 };
  for (const { category, state } of migrations)
    if (openStates.includes(state) && isCategory(category)) counts[category]++;
  return counts;
}

function isCategory(name: string): name is Category {
  return categories.some((category) => category === name);
}
