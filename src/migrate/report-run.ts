import type { Address } from '../core/address.ts';
import { buildModuleReport, buildRunReport } from '../core/build-report.ts';
import { LockstepError } from '../core/errors.ts';
import { planModule } from '../core/plan-module.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { ModulePlan, RunRequest } from '../core/plan.ts';
import type { DatabaseReport, Problem, RunReport } from '../core/report.ts';
import { toPlanDatabase, type ModuleState } from './run.ts';

/** What a command has read: the states of each database, or why it could not be reached. */
export interface DatabaseReading {
  readonly address: Address;
  readonly states: readonly ModuleState[];
  readonly error: LockstepError | null;
}

/** `states`: no outcome per step; `planned`: what would run; `outcomes`: what a run did. */
export type ReportKind = 'states' | 'planned' | 'outcomes';

/** The one value that every face prints, built from plans of what the run knows now: nothing is read again. */
export function reportRun(
  readings: readonly DatabaseReading[],
  plans: readonly ModulePlan[],
  kind: ReportKind,
): RunReport {
  return buildRunReport(readings.map((reading) => reportDatabase(reading, plans, kind)));
}

/** One plan per module over the databases that have it. */
export function plansOf(
  readings: readonly DatabaseReading[],
  modules: readonly LoadedModule[],
  request: RunRequest,
): readonly ModulePlan[] {
  const states = readings.flatMap((reading) => reading.states);
  return modules.map((module) =>
    planModule(module, states.filter((state) => state.module === module).map(toPlanDatabase), request),
  );
}

function reportDatabase(
  { address, states, error }: DatabaseReading,
  plans: readonly ModulePlan[],
  kind: ReportKind,
): DatabaseReport {
  return {
    name: address.name,
    engine: address.engine,
    driver: address.driver,
    url: address.redacted,
    ...(error === null ? {} : { error: asProblem(error) }),
    modules: plans.flatMap((plan) => {
      const mine = plan.databases.find(({ database }) => database === address.name);
      const state = states.find(({ module }) => module === plan.module);
      if (mine === undefined || state === undefined) return [];
      return [buildModuleReport(plan, mine, { kind, outcomes: state.outcomes })];
    }),
  };
}

function asProblem({ code, message, hint, details }: LockstepError): Problem {
  return { code, message, hint, details };
}
