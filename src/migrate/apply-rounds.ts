import type { ModulePlan, Round } from '../core/plan.ts';
import { applySeries } from './apply-series.ts';
import { noteFailure } from './note-failure.ts';
import { applyPair } from './pair-run.ts';
import type { ModuleState, Run } from './run.ts';
import { inScriptOrder, type Side, sidesOf } from './side.ts';

/**
 * Runs the plan's rounds one by one. Resolves with `done`, or with `moved` as soon as another process has changed a
 * history: what is left must then be planned again. A failure throws; the states say what was applied before it.
 */
export async function applyRounds(
  run: Run,
  plan: ModulePlan,
  states: readonly ModuleState[],
): Promise<'done' | 'moved'> {
  const { rounds } = plan;
  const tellCatchUp = catchUpTeller(run, plan, states);
  let index = 0;
  while (index < rounds.length) {
    run.checkpoint();
    const series = seriesAt(run, rounds, index, states);
    const from = index;
    const { outcome, count } =
      series.length > 0
        ? await applySeries(series, {
            began: (at) => announceStart(series[at]!, from + at, rounds.length),
            applied: (at) => {
              tellCatchUp(rounds[from + at]!);
              return run.mayGoOn();
            },
          })
        : await applyRound(run, plan, index, states);
    index += count;
    if (outcome === 'moved') {
      for (const { database } of rounds[index]!.sides)
        run.emit({ type: 'history-moved', database, module: plan.module.name });
      // The next plan may have nothing left, and nobody would ask again.
      run.checkpoint({ isDone: true });
      return 'moved';
    }
    if (series.length === 0) tellCatchUp(rounds[from]!);
  }
  run.checkpoint({ isDone: true });
  return 'done';
}

/** The sides of the rounds from here on that one session applies in a row: one each, all of one database. Else none. */
function seriesAt(
  run: Run,
  rounds: readonly Round[],
  from: number,
  states: readonly ModuleState[],
): readonly Side[] {
  const [first, ...others] = sidesOf(run, rounds[from]!, states);
  if (first === undefined || others.length > 0) return [];
  const series = [first];
  const isAlone = ({ script }: Side): boolean => script.transaction === 'none';
  if (isAlone(first) || run.oneAtATime === true) return series;
  for (let at = from + 1; at < rounds.length; at++) {
    const sides = sidesOf(run, rounds[at]!, states);
    if (sides.length > 1 || sides[0]!.state !== first.state || isAlone(sides[0]!)) break;
    series.push(sides[0]!);
  }
  return series;
}

/** One migration on several databases. */
async function applyRound(
  run: Run,
  { rounds }: ModulePlan,
  index: number,
  states: readonly ModuleState[],
): Promise<{ readonly outcome: 'applied' | 'moved'; readonly count: number }> {
  const sides = await inScriptOrder(sidesOf(run, rounds[index]!, states));
  for (const side of sides) announceStart(side, index, rounds.length);
  try {
    const outcome = await applyPair(sides);
    return { outcome, count: outcome === 'applied' ? 1 : 0 };
  } catch (error) {
    throw noteFailure(error, sides);
  }
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
