import { LockstepError } from '../core/errors.ts';
import type { DatabasePlan, ModulePlan } from '../core/plan.ts';

/** The first problem of these plans as an error, or null where every database can be migrated. */
export function firstProblem(plans: readonly ModulePlan[]): LockstepError | null {
  for (const plan of plans) {
    const found = plan.databases.find(({ problem }) => problem !== null);
    if (found !== undefined) return problemError(plan, found);
  }
  return null;
}

function problemError(plan: ModulePlan, { database, problem }: DatabasePlan): LockstepError | null {
  if (problem === null) return null;
  return new LockstepError(problem.code, `${database}: ${problem.message}`, {
    hint: problem.hint,
    details: { database, module: plan.module.name, ...problem.details },
  });
}
