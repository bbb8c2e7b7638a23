import { LockstepError } from '../core/errors.ts';
import type { ModulePlan, Round } from '../core/plan.ts';
import { applySide } from './apply-step.ts';
import { explainFailure } from './explain-failure.ts';
import { LockWait } from './lock-wait.ts';
import { applyPair } from './pair-run.ts';
import type { ModuleState, Run } from './run.ts';
import { noteApplied, type Side, sidesOf } from './side.ts';

/**
 * Runs the plan's rounds one by one. Resolves with `done`, or with `moved` as soon as another process has changed a
 * history: what is left must then be planned again. A failure throws; the states say what was applied before it.
 */
export async function applyRounds(
  run: Run,
  plan: ModulePlan,
  states: readonly ModuleState[],
): Promise<'done' | 'moved'> {
  const tellCatchUp = catchUpTeller(run, plan, states);
  for (const [index, round] of plan.rounds.entries()) {
    run.checkpoint();
    const sides = await sidesOf(run, round, states);
    for (const side of sides) announceStart(side, index, plan.rounds.length);
    const result = await applyRound(sides);
    if (result === 'moved') {
      for (const { state } of sides)
        run.emit({ type: 'history-moved', database: state.database.address.name, module: state.module.name });
      return 'moved';
    }
    tellCatchUp(round);
  }
  run.checkpoint({ isDone: true });
  return 'done';
}

async function applyRound(sides: readonly Side[]): Promise<'applied' | 'moved'> {
  const [only, ...others] = sides;
  if (only === undefined) return 'applied';
  try {
    return others.length === 0 ? await applySingle(only) : await applyPair(sides);
  } catch (error) {
    throw noteFailure(error, sides);
  }
}

async function applySingle(side: Side): Promise<'applied' | 'moved'> {
  const wait = new LockWait(side.run, side.state);
  for (;;) {
    const result = await applySide(side).catch((error: unknown) => {
      throw explainFailure(error, side.state, side.migration);
    });
    if (result.outcome === 'moved') return 'moved';
    if (result.outcome === 'applied') {
      noteApplied(side, result);
      return 'applied';
    }
    await wait.untilFree(result.holder);
  }
}

/** Marks the side that failed; the other sides of the round were rolled back with it. */
function noteFailure(error: unknown, sides: readonly Side[]): unknown {
  if (!(error instanceof LockstepError)) return error;
  const failed = sides.find(({ state }) => state.database.address.name === error.details['database']);
  if (failed === undefined || error.code === 'LOCK_TIMEOUT' || error.code === 'INTERRUPTED') return error;
  failed.state.outcomes.set(failed.migration.name, 'failed');
  failed.run.emit({
    type: 'migration-failed',
    database: failed.state.database.address.name,
    module: failed.state.module.name,
    migration: failed.migration.name,
    code: error.code,
    message: error.message,
  });
  return error;
}

function announceStart({ run, state, migration }: Side, index: number, count: number): void {
  run.emit({
    type: 'migration-started',
    database: state.database.address.name,
    module: state.module.name,
    migration: migration.name,
    category: migration.category,
    index,
    count,
  });
}

/**
 * Tells of each database that lacks steps which others of the run have, once its first one has been applied: only then
 * has its lag been judged under its lock. What the run's other processes are doing right now is no lag.
 */
function catchUpTeller(run: Run, plan: ModulePlan, states: readonly ModuleState[]): (round: Round) => void {
  const told = new Set<string>();
  const from = new Map(
    states.map(({ database, snapshot }) => [database.address.name, snapshot.history.at(-1)?.name ?? null]),
  );
  return (round) => {
    if (round.sides.length === states.length) return;
    for (const { database } of round.sides) {
      if (told.has(database)) continue;
      told.add(database);
      const last = plan.rounds.findLast((each) => isCatchUp(each, database, states.length)) ?? round;
      run.emit({
        type: 'catching-up',
        database,
        module: plan.module.name,
        from: from.get(database) ?? null,
        to: last.migration.name,
      });
    }
  };
}

function isCatchUp(round: Round, database: string, databases: number): boolean {
  return round.sides.length < databases && round.sides.some((side) => side.database === database);
}
