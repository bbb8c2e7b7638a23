import { LockstepError } from '../core/errors.ts';
import type { ModulePlan } from '../core/plan.ts';
import type { ConsentRequest, ConsentStep, MigrateOptions } from './migrator-types.ts';

/** The release and data steps that the plans would run on databases that are not being installed, and what runs along. */
function consentRequest(plans: readonly ModulePlan[]): ConsentRequest {
  const steps = (needsConsent: boolean): readonly ConsentStep[] =>
    plans.flatMap(({ module, rounds }) =>
      rounds.flatMap(({ migration, sides }) =>
        sides
          .filter((side) => side.needsConsent === needsConsent)
          .map(({ database }) => ({
            database,
            module: module.name,
            migration: migration.name,
            category: migration.category,
          })),
      ),
    );
  return { steps: steps(true), automatic: steps(false) };
}

/**
 * Asks once per run, for all modules, before anything is written; and again only for what another process's run has
 * changed in between. The function throws CONFIRMATION_REQUIRED on a no.
 */
export function askOnce(confirm: MigrateOptions['confirm']): (plans: readonly ModulePlan[]) => Promise<void> {
  let given = confirm === undefined;
  return async (plans) => {
    if (given || confirm === undefined || !plans.some(({ needsConsent }) => needsConsent)) return;
    const request = consentRequest(plans);
    given = await confirm(request);
    if (given) return;
    const names = request.steps.map(({ migration, database }) => `${migration} on ${database}`).join(', ');
    const categories = [...new Set(request.steps.map(({ category }) => category))].join(',');
    throw new LockstepError('CONFIRMATION_REQUIRED', `Nothing was written: ${names} need your consent`, {
      hint: `Look at the plan (lockstep plan --category ${categories}), then run again with --force.`,
      details: { steps: request.steps },
    });
  };
}
