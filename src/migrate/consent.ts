import { LockstepError } from '../core/errors.ts';
import type { ModulePlan } from '../core/plan.ts';
import type { ConsentRequest, ConsentStep, MigrateOptions } from './migrator-types.ts';

/** The release and data steps that a plan would run on databases that are not being installed, and what runs along. */
function consentRequest(plan: ModulePlan): ConsentRequest {
  const steps = (needsConsent: boolean): readonly ConsentStep[] =>
    plan.rounds.flatMap(({ migration, sides }) =>
      sides
        .filter((side) => side.needsConsent === needsConsent)
        .map(({ database }) => ({
          database,
          module: plan.module.name,
          migration: migration.name,
          category: migration.category,
        })),
    );
  return { steps: steps(true), automatic: steps(false) };
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
