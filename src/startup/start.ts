import { LockstepError } from '../core/errors.ts';
import type { EventListener } from '../core/events.ts';
import type { ModulePlan } from '../core/plan.ts';
import type { Problem, RunReport } from '../core/report.ts';
import type { Database } from '../drivers/open.ts';
import { currentActor } from '../migrate/actor.ts';
import { unlessInterrupted } from '../migrate/interrupted.ts';
import { readDatabases } from '../migrate/read-databases.ts';
import { rereadState } from '../migrate/read-state.ts';
import { type DatabaseReading, plansOf, reportRun } from '../migrate/report-run.ts';
import { type BeforeWriting, refuseBeforeWriting, runModule } from '../migrate/run-module.ts';
import { followRun, type LockWatch, type ModuleState, type Run, toPlanDatabase } from '../migrate/run.ts';
import { judgeStart, startRequest, type StartRules, type StartVerdict } from './judge-start.ts';
import { manualPending } from './manual-pending.ts';
import { noticed, type StartRecord } from './start-record.ts';
import type { StartupOptions, StartupResult } from './startup.ts';
import type { StartTeller } from './tell-start.ts';
import type { StartTrace } from './trace-start.ts';
import { waitForOthers } from './wait-for-others.ts';

/** Who is told what a start does, and what it remembers. */
export interface StartContext {
  readonly database: Database;
  readonly signal: AbortSignal;
  readonly record: StartRecord;
  readonly teller: StartTeller;
  readonly trace: StartTrace;
}

/**
 * Brings the database to where the application may serve, or throws why it may not. Read, judge, then apply or wait, and
 * judge again: what was judged without the lock is decided again under it.
 */
export async function start(options: StartupOptions, context: StartContext): Promise<StartupResult> {
  const { modules } = options;
  const { record, teller } = context;
  const rules: StartRules = {
    mode: options.mode ?? 'auto',
    onNewer: options.onNewer ?? 'refuse',
    command: options.command,
  };
  const run = startRun(options, context);
  run.emit({
    type: 'run-started',
    databases: [context.database.address.name],
    modules: modules.map(({ name }) => name),
  });
  const readings = await readDatabases(run, modules, false);
  const states = readings.flatMap((reading) => reading.states);
  try {
    const verdict = await settle(run, states, rules, context);
    run.checkpoint({ isDone: true });
    const report = reportOf(readings, verdict.plans, record);
    run.emit({ type: 'run-ended', report });
    const result = { outcome: outcomeOf(verdict, record), report };
    tellEnd(teller, context.database.address.name, result, verdict);
    return result;
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    throw error.with({ report: reportOf(readings, plansOf(readings, modules, startRequest), record) });
  } finally {
    for (const { session, history } of states) await session?.leave(history);
  }
}

/** Returns the verdict with which the application may serve. Throws every other one, when nothing changes it any more. */
async function settle(
  run: Run,
  states: readonly ModuleState[],
  rules: StartRules,
  { record, teller }: StartContext,
): Promise<StartVerdict> {
  for (let isFirst = true; ; isFirst = false) {
    for (const state of states)
      teller.othersApplied(state.database.address.name, state.module.name, record.notice(noticed(state)));
    const verdict = judgeStart(
      states.map((state) => ({ module: state.module, database: toPlanDatabase(state) })),
      rules,
    );
    if (isFirst) record.installs = isInstall(verdict);
    if (verdict.kind === 'current' || verdict.kind === 'newer') return verdict;
    if (verdict.kind === 'refused') throw asError(verdict.problem);
    if (verdict.kind === 'applies') {
      record.plan(verdict.open);
      await applyPlans(run, states, verdict.open, rules);
      continue;
    }
    const end = await waitForOthers(run, states);
    if (end.kind === 'moved') continue;
    throw asError(end.kind === 'stuck' ? stuckProblem(verdict.problem, end.holder, run) : verdict.problem);
  }
}

/** Applies what the plans take, all modules in order. Whatever another process has made of the histories is judged anew. */
async function applyPlans(
  run: Run,
  states: readonly ModuleState[],
  plans: readonly ModulePlan[],
  rules: StartRules,
): Promise<void> {
  const before: BeforeWriting = {
    askConsent: async (replanned) => {
      const problem = manualPending(replanned, rules.mode, rules.command);
      if (problem !== null) throw asError(problem);
    },
    backUp: async () => undefined,
  };
  try {
    await refuseBeforeWriting(plans, before);
    for (const plan of plans) {
      const own = states.filter(({ module }) => module === plan.module);
      await runModule(run, plan.module, own, before, plan);
    }
  } catch (error) {
    // A later release was faster: whether this one may serve beside it is another question.
    if (!(error instanceof LockstepError) || error.code !== 'DATABASE_NEWER' || rules.onNewer !== 'warn')
      throw error;
    for (const state of states) await rereadState(run, state);
  }
}

function startRun(options: StartupOptions, context: StartContext): Run {
  const { database, record, teller, trace } = context;
  const listeners: readonly EventListener[] = [
    (event) => record.onEvent(event),
    teller.onEvent,
    trace.onEvent,
    ...(options.onEvent === undefined ? [] : [options.onEvent]),
  ];
  const lockWatch: LockWatch = {
    began: (state) => {
      record.lockWatch.began(state);
      trace.lockWatch.began(state);
    },
    ended: (state) => {
      record.lockWatch.ended(state);
      trace.lockWatch.ended(state);
    },
    moved: (state) => tellMoved(state, context),
  };
  return {
    databases: [database],
    request: startRequest,
    get actor() {
      return options.actor ?? currentActor();
    },
    lockTimeoutMs: options.lockTimeoutMs ?? 30_000,
    waitMs: options.waitMs ?? 60_000,
    lockWatch,
    ...followRun((event) => {
      for (const listener of listeners) listener(event);
    }, context.signal),
  };
}

/** Tells what the holder of the lock has applied while it is waited for: a courtesy, whose failures are nobody's. */
async function tellMoved(
  { session, history, module, database }: ModuleState,
  context: StartContext,
): Promise<void> {
  if (session === null) return;
  try {
    const snapshot = await unlessInterrupted(session.read(history), context.signal);
    const rows = context.record.notice({ module: module.name, history: snapshot.history });
    context.teller.othersApplied(database.address.name, module.name, rows);
  } catch {
    // Whoever waits asks again, and then it counts.
  }
}

function isInstall(verdict: StartVerdict): boolean {
  if (verdict.kind !== 'applies' && verdict.kind !== 'waits') return false;
  return verdict.plans.some(({ databases }) => databases.some(({ installing }) => installing !== null));
}

function outcomeOf(verdict: StartVerdict, record: StartRecord): StartupResult['outcome'] {
  if (verdict.kind === 'newer') return 'newer';
  if (record.applied.length + record.byOthers.length === 0) return 'current';
  return record.installs ? 'installed' : 'migrated';
}

function reportOf(
  readings: readonly DatabaseReading[],
  plans: readonly ModulePlan[],
  { applied }: StartRecord,
): RunReport {
  return reportRun(readings, plans, applied.length === 0 ? 'states' : 'outcomes');
}

function asError({ code, message, hint, details }: Problem): LockstepError {
  return new LockstepError(code, message, { hint, details });
}

function stuckProblem(problem: Problem, holder: string | null, { lockTimeoutMs }: Run): Problem {
  const whom = holder === null ? 'another process' : holder;
  return {
    ...problem,
    message: `${problem.message}; waited for ${whom}, and nothing has changed for ${lockTimeoutMs / 1_000} s`,
    details: { ...problem.details, holder },
  };
}

function tellEnd(
  teller: StartTeller,
  database: string,
  { outcome, report }: StartupResult,
  verdict: StartVerdict,
): void {
  if (verdict.kind === 'newer') {
    teller.warn(`${verdict.problem.message}; serving beside it, because onNewer is "warn"`, { outcome });
    return;
  }
  const modules = report?.databases[0]?.modules ?? [];
  const at = modules.map(({ name, migrations }) => `${name} at ${migrations.at(-1)?.name ?? 'nothing'}`);
  const what = { current: 'schema is current', installed: 'installed', migrated: 'migrated' }[
    outcome as 'current' | 'installed' | 'migrated'
  ];
  teller.info(`${database}: ${what}${at.length === 0 ? '' : ` (${at.join(', ')})`}`, { outcome });
}
