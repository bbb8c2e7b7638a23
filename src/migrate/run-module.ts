import { LockstepError } from '../core/errors.ts';
import { planModule } from '../core/plan-module.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { ModulePlan } from '../core/plan.ts';
import { openPatiently } from './open-databases.ts';
import { rereadState } from './read-state.ts';
import { firstProblem } from './first-problem.ts';
import { toPlanDatabase, type ModuleState, type Run } from './run.ts';

/** What the caller wants done before a run writes for the first time. */
export interface BeforeWriting {
  /** Throws CONFIRMATION_REQUIRED where the answer is no. */
  readonly askConsent: (plans: readonly ModulePlan[]) => Promise<void>;
  readonly backUp: (states: readonly ModuleState[]) => Promise<void>;
}

/**
 * Throws what stands in the way of any module, before anything is written for the first one: problems of its databases,
 * forbidden statements, a consent that is not given.
 */
export async function refuseBeforeWriting(
  plans: readonly ModulePlan[],
  before: BeforeWriting,
): Promise<void> {
  const problem = firstProblem(plans);
  if (problem !== null) throw problem;
  await refuseForbiddenIn(plans);
  await before.askConsent(plans);
}

/**
 * Throws FORBIDDEN_STATEMENT, and what is wrong with scripts that were not read so far: those of both engines are judged
 * before one of them runs. With nothing to run the rules are not even loaded.
 */
export async function refuseForbiddenIn(plans: readonly ModulePlan[]): Promise<void> {
  if (plans.every(({ rounds }) => rounds.length === 0)) return;
  for (const { module } of plans) module.readScripts?.();
  const { refuseForbidden } = await import('./refuse-forbidden.ts');
  for (const plan of plans) refuseForbidden(plan);
}

/**
 * Brings one module to its end on all databases of the run: plan, apply, and plan again whenever another process has
 * moved a history in between. `first` is the plan that nothing stands in the way of. Resolves with the plan that found
 * nothing left, for what it says is still held.
 */
export async function runModule(
  run: Run,
  module: LoadedModule,
  states: readonly ModuleState[],
  before: BeforeWriting,
  first: ModulePlan,
): Promise<ModulePlan> {
  for (let plan = first; ; plan = planModule(module, states.map(toPlanDatabase), run.request)) {
    if (plan !== first) await refuseBeforeWriting([plan], before);
    announcePlan(run, plan);
    if (plan.rounds.length === 0) return plan;
    await before.backUp(states);
    await openForWriting(run, states);
    const { applyRounds } = await import('./apply-rounds.ts');
    const result = await applyRounds(run, plan, states);
    if (result === 'moved') for (const state of states) await rereadState(run, state);
  }
}

/** Creates what does not exist yet, and only now: nothing stands in the way of the first write any more. */
async function openForWriting(run: Run, states: readonly ModuleState[]): Promise<void> {
  for (const state of states) {
    state.session ??= await openPatiently(run, state.database, true);
    if (state.session === null)
      throw new LockstepError('DATABASE_UNREACHABLE', `${state.database.address.name} could not be created`);
  }
}

function announcePlan(run: Run, plan: ModulePlan): void {
  run.emit({
    type: 'planned',
    module: plan.module.name,
    rounds: plan.rounds.map(({ migration, sides }) => ({
      migration: migration.name,
      category: migration.category,
      databases: sides.map(({ database }) => database),
    })),
  });
}
