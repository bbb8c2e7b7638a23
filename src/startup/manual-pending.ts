import { automaticCategories, type Category, categories } from '../core/migration.ts';
import type { DatabasePlan, ModulePlan, PlannedStep } from '../core/plan.ts';
import type { Problem } from '../core/report.ts';
import type { StartupMode } from './startup.ts';

const openStates: readonly string[] = ['pending', 'held', 'started'];
const mostShown = 8;

/** A step that a start leaves to an operator. */
export interface WaitingStep {
  readonly database: string;
  readonly module: string;
  readonly migration: string;
  /** `V18`, `S001`, `DM001`. */
  readonly step: string;
  readonly category: Category;
  /** The id of the step that holds this one, or null. */
  readonly heldBy: string | null;
  /** The ids of the steps that wait for this one; empty where none does. */
  readonly holds: readonly string[];
}

/**
 * Returns MANUAL_PENDING for what these plans would leave undone, or null where they leave nothing. `auto` leaves what no
 * run takes by itself, `verify` all that is pending. `command` is what an operator runs, where it is not lockstep's own.
 */
export function manualPending(
  plans: readonly ModulePlan[],
  mode: StartupMode,
  command: string | undefined,
): Problem | null {
  const found = plans.map((plan) => ({ plan, steps: waitingSteps(plan, mode) }));
  const steps = found.flatMap((each) => each.steps);
  const [first] = steps;
  if (first === undefined) return null;
  const run =
    command ??
    lockstepCommand(
      found.filter((each) => each.steps.length > 0),
      mode,
      found.some(({ plan, steps }) => steps.length === 0 && isInstall(plan)),
    );
  const installing = plans.flatMap(({ databases }) => databases.flatMap(({ marker }) => marker ?? []));
  return {
    code: 'MANUAL_PENDING',
    message: `${first.database}: ${describe(steps, mode, installing[0] ?? null)}`,
    hint: `Run: ${run}`,
    details: { database: first.database, steps, command: run, installing: installing[0] ?? null },
  };
}

function describe(steps: readonly WaitingStep[], mode: StartupMode, installing: string | null): string {
  // What a listed step holds stands behind it.
  const roots = steps.filter(({ heldBy }) => !steps.some(({ step }) => step === heldBy));
  const list = roots.slice(0, mostShown).map(oneStep).join(', ');
  const more = roots.length > mostShown ? ` and ${roots.length - mostShown} more` : '';
  const count = `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
  if (installing !== null)
    return `it is being installed up to ${installing}; ${count} pending: ${list}${more}`;
  const what =
    mode === 'verify'
      ? `${count} pending`
      : `${count} ${steps.length === 1 ? 'waits' : 'wait'} for an operator`;
  return `${what}, nothing was written: ${list}${more}`;
}

function oneStep({ migration, category, holds }: WaitingStep): string {
  return `${migration} (${category}${holds.length === 0 ? '' : `, holds ${holds.join(', ')}`})`;
}

function waitingSteps({ module, databases }: ModulePlan, mode: StartupMode): readonly WaitingStep[] {
  return databases.flatMap((database) =>
    openSteps(database)
      .filter(({ willRun }) => mode === 'verify' || !willRun)
      .map(({ name, migration, heldBy }) => ({
        database: database.database,
        module: module.name,
        migration: name,
        step: migration?.id ?? name,
        category: migration?.category ?? 'startup',
        heldBy,
        holds: migration === null ? [] : heldIds(database, migration.id),
      })),
  );
}

/** Returns the steps of a plan that are not applied yet. */
export function openSteps({ steps }: DatabasePlan): readonly PlannedStep[] {
  return steps.filter(({ state }) => openStates.includes(state));
}

function heldIds({ steps }: DatabasePlan, id: string): readonly string[] {
  return steps.flatMap(({ heldBy, migration }) => (heldBy === id ? (migration?.id ?? []) : []));
}

interface Waiting {
  readonly plan: ModulePlan;
  readonly steps: readonly WaitingStep[];
}

/**
 * The command that applies these steps. An install takes no categories: naming one on an empty database would close the
 * gates of the others.
 */
function lockstepCommand(found: readonly Waiting[], mode: StartupMode, othersInstall: boolean): string {
  const needs = found.map(({ plan, steps }) => ({
    name: plan.module.name,
    // The next start takes the automatic ones by itself.
    named: categoriesOf(plan, steps).filter(
      (category) => mode === 'verify' || !automaticCategories.includes(category),
    ),
  }));
  const plain = needs.filter(({ named }) => named.length === 0);
  const all = categories.filter((category) => needs.some(({ named }) => named.includes(category)));
  if (plain.length === 0 && !othersInstall) return `lockstep migrate --category ${all.join(',')}`;
  if (plain.length === needs.length) return 'lockstep migrate';
  return needs
    .map(({ name, named }) => {
      const gates = named.length === 0 ? '' : ` --category ${named.join(',')}`;
      return `lockstep migrate --module ${name}${gates}`;
    })
    .join(' && ');
}

/** The categories to name; none where a plain run does it. */
function categoriesOf(plan: ModulePlan, steps: readonly WaitingStep[]): readonly Category[] {
  const needed = categories.filter((category) => steps.some((step) => step.category === category));
  if (isInstall(plan) || needed.every((category) => automaticCategories.includes(category))) return [];
  return needed;
}

function isInstall({ databases }: ModulePlan): boolean {
  return databases.some(({ installing }) => installing !== null);
}
