import { LockstepError } from '../core/errors.ts';
import type { ModulePlan } from '../core/plan.ts';
import type { ConsentRequest, MigrateOptions } from './migrator-types.ts';

/** The release and data steps that a plan would run on databases that are not being installed. */
function consentRequest(plan: ModulePlan): ConsentRequest {
  return {
    steps: plan.rounds.flatMap(({ migration, sides }) =>
      sides
        .filter(({ needsConsent }) => needsConsent)
        .map(({ database }) => ({
          database,
          module: plan.module.name,
          migration: migration.name,
          category: migration.category,
        })),
    ),
  };
}

/** Asks once per run, before the first write that needs it. The function throws CONFIRMATION_REQUIRED on a no. */
export function askOnce(confirm: MigrateOptions['confirm']): (plan: ModulePlan) => Promise<void> {
  let given = confirm === undefined;
  return async (plan) => {
    if (given || !plan.needsConsent || confirm === undefined) return;
    const request = consentRequest(plan);
    given = await confirm(request);
    if (given) return;
    const names = request.steps.map(({ migration, database }) => `${migration} on ${database}`).join(', ');
    throw new LockstepError('CONFIRMATION_REQUIRED', `Nothing was written: ${names} need your consent`, {
      details: { steps: request.steps },
    });
  };
}
