import { planModule } from '../core/plan-module.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { ModulePlan, PlanDatabase, RunRequest } from '../core/plan.ts';
import type { Problem } from '../core/report.ts';
import { manualPending, openSteps } from './manual-pending.ts';
import type { OnNewer, StartupMode } from './startup.ts';

/** One module of the database, as read. */
export interface JudgedModule {
  readonly module: LoadedModule;
  readonly database: PlanDatabase;
}

/** How a start looks at a database. */
export interface StartRules {
  readonly mode: StartupMode;
  readonly onNewer: OnNewer;
  readonly command: string | undefined;
}

/**
 * What a start makes of a database, with the plan of every module. `refused`: a state that no start settles. `waits`: an operator is needed, or another
 * process that is at work. `applies`: what these plans say may be run. `newer`: it may serve beside a later release.
 */
export type StartVerdict = { readonly plans: readonly ModulePlan[] } & (
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'waits'; readonly problem: Problem }
  /** `open`: those whose database is not beyond its files. */
  | { readonly kind: 'applies'; readonly open: readonly ModulePlan[] }
  | { readonly kind: 'newer'; readonly problem: Problem }
  | { readonly kind: 'current' }
);

/** What a start asks for: the automatic categories, or everything where the database is being installed. */
export const startRequest: RunRequest = { categories: null, to: null };

/** Returns what a start makes of a database; pure, the same for `auto`, `verify`, and a check of readiness. */
export function judgeStart(modules: readonly JudgedModule[], rules: StartRules): StartVerdict {
  const judged = modules.map((each) => judgeModule(each, rules));
  const plans = judged.map(({ plan }) => plan);
  const refused = judged.find(({ refusal }) => refusal !== null)?.refusal;
  if (refused) return { kind: 'refused', problem: refused, plans };
  const open = judged.flatMap(({ plan, newer }) => (newer === null ? [plan] : []));
  const problem = manualPending(open, rules.mode, rules.command);
  if (problem !== null) return { kind: 'waits', problem, plans };
  if (open.some(({ rounds }) => rounds.length > 0)) return { kind: 'applies', open, plans };
  const newer = judged.find((each) => each.newer !== null)?.newer;
  return newer ? { kind: 'newer', problem: newer, plans } : { kind: 'current', plans };
}

interface JudgedPlan {
  readonly plan: ModulePlan;
  readonly refusal: Problem | null;
  readonly newer: Problem | null;
}

function judgeModule({ module, database }: JudgedModule, { onNewer }: StartRules): JudgedPlan {
  const plan = planModule(module, [database], startRequest);
  const problem = plan.databases[0]?.problem ?? null;
  if (problem === null) return { plan, refusal: null, newer: null };
  const named = nameDatabase(problem, module, database);
  if (problem.code !== 'DATABASE_NEWER' || onNewer !== 'warn') return { plan, refusal: named, newer: null };
  const obstacle = obstacleBeneath(module, database, problem);
  return obstacle === null
    ? { plan, refusal: null, newer: named }
    : { plan, refusal: nameDatabase(obstacle, module, database), newer: null };
}

/**
 * What else stands against serving a newer database, or null: it has to hold all that these files hold, unchanged, beneath
 * what it has more. An install up to a step that the files do not have is never served.
 */
function obstacleBeneath(module: LoadedModule, database: PlanDatabase, newer: Problem): Problem | null {
  const { snapshot } = database;
  if (newer.details['installTarget'] !== null) return newer;
  const rows = newer.details['rows'] as readonly string[];
  const begun = snapshot.progress !== null && rows.includes(snapshot.progress.name);
  const known: PlanDatabase = {
    ...database,
    progress: begun ? null : database.progress,
    snapshot: {
      ...snapshot,
      history: snapshot.history.filter(({ name }) => !rows.includes(name)),
      progress: begun ? null : snapshot.progress,
    },
  };
  const [beneath] = planModule(module, [known], startRequest).databases;
  if (beneath === undefined || beneath.problem !== null) return beneath?.problem ?? newer;
  const lacking = openSteps(beneath).map(({ name }) => name);
  if (lacking.length === 0) return null;
  return { ...newer, message: `${newer.message}, and it lacks ${lacking.join(', ')} of those files` };
}

function nameDatabase(problem: Problem, module: LoadedModule, { name }: PlanDatabase): Problem {
  return {
    ...problem,
    message: `${name}: ${problem.message}`,
    details: { database: name, module: module.name, ...problem.details },
  };
}
