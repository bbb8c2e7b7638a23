import { LockstepError } from '../core/errors.ts';
import type { EventListener } from '../core/events.ts';
import { categories, type LoadedModule } from '../core/migration.ts';
import type { ModulePlan, RunRequest } from '../core/plan.ts';
import { resolveTarget } from '../core/resolve-target.ts';
import type { RunReport } from '../core/report.ts';
import { type Database, databaseAt } from '../drivers/open.ts';
import { currentActor } from './actor.ts';
import { backUpOnce, refuseVainBackup } from './back-up.ts';
import { askOnce } from './consent.ts';
import type {
  MigrateOptions,
  Migrator,
  MigratorOptions,
  PlanOptions,
  ReadOptions,
} from './migrator-types.ts';
import { readDatabases } from './read-databases.ts';
import { firstProblem } from './first-problem.ts';
import { type DatabaseReading, plansOf, type ReportKind, reportRun } from './report-run.ts';
import { followRun, type Run } from './run.ts';
import { refuseSameStore } from './refuse-same-store.ts';
import { refuseBeforeWriting, refuseForbiddenIn, runModule } from './run-module.ts';
import { streamEvents } from './stream-events.ts';

export type * from './migrator-types.ts';

const everything: RunRequest = { categories: null, to: null };

/**
 * Returns a migrator over these databases and modules. Nothing is opened before the first call, and what only a run that
 * writes needs is loaded by it: status and a start with nothing to do are quick.
 */
export function createMigrator(options: MigratorOptions): Migrator {
  const { modules } = options;
  const owned: Database[] = [];
  const databases = options.databases.map((each) => {
    if ('session' in each) return each;
    const database = databaseAt(each);
    owned.push(database);
    return database;
  });

  let { actor } = options;
  const tell = options.onEvent ?? (() => undefined);
  const runOf = (request: RunRequest, { signal }: ReadOptions, emit: EventListener = tell): Run => ({
    databases,
    request,
    get actor() {
      return (actor ??= currentActor());
    },
    lockTimeoutMs: options.lockTimeoutMs ?? 30_000,
    waitMs: options.waitMs ?? 0,
    // Who follows the events one by one may stop at each of them.
    oneAtATime: emit !== tell,
    ...followRun(emit, signal),
  });
  const report = (readings: readonly DatabaseReading[], request: RunRequest, kind: ReportKind): RunReport =>
    reportRun(readings, plansOf(readings, modules, request), kind);

  async function migrate(given: MigrateOptions = {}, emit: EventListener = tell): Promise<RunReport> {
    const request = requestOf(modules, given);
    const run = runOf(request, given, emit);
    run.emit({
      type: 'run-started',
      databases: databases.map(({ address }) => address.name),
      modules: modules.map(({ name }) => name),
    });
    const readings = await readDatabases(run, modules, false);
    const before = { askConsent: askOnce(given.confirm), backUp: backUpOnce(run, given.backup) };
    /** Of each module the plan that found nothing left. */
    const ends: ModulePlan[] = [];
    try {
      await refuseSameStore(readings);
      refuseVainBackup(
        readings.flatMap(({ states }) => states),
        given.backup,
      );
      const plans = plansOf(readings, modules, request);
      await refuseBeforeWriting(plans, before);
      for (const first of plans) {
        const { module } = first;
        ends.push(await runModule(run, module, statesOf(readings, module), before, first));
      }
    } catch (error) {
      throw withReport(error, report(readings, request, 'outcomes'));
    } finally {
      await leave(readings);
    }
    const done = reportRun(readings, ends, 'outcomes');
    run.emit({ type: 'run-ended', report: done });
    run.checkpoint({ isDone: true });
    const held = ends.flatMap(({ module, stillHeld }) =>
      stillHeld.map((each) => ({ ...each, module: module.name })),
    );
    if (held.length > 0) throw withReport(manualPending(held), done);
    return done;
  }

  async function plan(given: PlanOptions = {}): Promise<RunReport> {
    const request = requestOf(modules, given);
    const readings = await readDatabases(runOf(request, given), modules, false);
    await refuseSameStore(readings);
    const plans = plansOf(readings, modules, request);
    const planned = reportRun(readings, plans, 'planned');
    const problem = firstProblem(plans);
    if (problem !== null) throw withReport(problem, planned);
    await refuseForbiddenIn(plans);
    return planned;
  }

  async function status(given: ReadOptions = {}): Promise<RunReport> {
    return report(await readDatabases(runOf(everything, given), modules, true), everything, 'states');
  }

  async function verify(given: ReadOptions = {}): Promise<RunReport> {
    const readings = await readDatabases(runOf(everything, given), modules, false);
    const plans = plansOf(readings, modules, everything);
    const states = reportRun(readings, plans, 'states');
    const problem = firstProblem(plans);
    if (problem !== null) throw withReport(problem, states);
    return states;
  }

  return {
    migrate: (given) => migrate(given),
    events(given = {}) {
      const tellBoth =
        (stream: EventListener): EventListener =>
        (event) => {
          tell(event);
          stream(event);
        };
      return streamEvents((stream, signal) => migrate({ ...given, signal }, tellBoth(stream)), given.signal);
    },
    plan,
    status,
    verify,
    async repairs(given = {}) {
      const { proposeRepairs, requireExisting } = await import('./repair.ts');
      const run = runOf(everything, given);
      const readings = requireExisting(await readDatabases(run, modules, false));
      return proposeRepairs(readings.flatMap(({ states }) => states));
    },
    async repair(request, given = {}) {
      const { repairStates, requireExisting } = await import('./repair.ts');
      const run = runOf(everything, given);
      const readings = requireExisting(await readDatabases(run, modules, false));
      try {
        await repairStates(
          run,
          readings.flatMap(({ states }) => states),
          request,
        );
      } finally {
        await leave(readings);
      }
      return report(readings, everything, 'states');
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(owned.map((database) => database[Symbol.asyncDispose]()));
    },
  };
}

type Held = {
  readonly database: string;
  readonly module: string;
  readonly name: string;
  readonly heldBy: string;
};

function statesOf(readings: readonly DatabaseReading[], module: LoadedModule): DatabaseReading['states'] {
  return readings.flatMap(({ states }) => states.filter((state) => state.module === module));
}

function requestOf(modules: readonly LoadedModule[], { categories: named, to }: PlanOptions): RunRequest {
  const unknown = named?.find((category) => !categories.includes(category));
  if (unknown !== undefined)
    throw new LockstepError('USAGE', `Unknown category ${unknown}`, {
      hint: `Name one of ${categories.join(', ')}.`,
    });
  if (to === undefined) return { categories: named ?? null, to: null };
  const [module, ...others] = modules;
  if (module === undefined || others.length > 0)
    throw new LockstepError('USAGE', `--to ${to} needs one module, this run has ${modules.length}`, {
      hint: 'Name the module: --module NAME.',
    });
  return { categories: named ?? null, to: resolveTarget(module, to) };
}

/** Release never depends on the caller's signal, nor on how the run ended. */
async function leave(readings: readonly DatabaseReading[]): Promise<void> {
  for (const { session, history } of readings.flatMap(({ states }) => states)) await session?.leave(history);
}

function withReport(error: unknown, report: RunReport): unknown {
  return error instanceof LockstepError ? error.with({ report }) : error;
}

function manualPending(held: readonly Held[]): LockstepError {
  const list = held.map(({ name, heldBy, database }) => `${name} on ${database} is held by ${heldBy}`);
  return new LockstepError('MANUAL_PENDING', `What could run has run. ${list.join('; ')}`, {
    hint: 'Name the category of the holding step too, or apply that step first.',
    details: { held },
  });
}
