import type { Migration, Script } from '../core/migration.ts';
import type { InstallChange, Round } from '../core/plan.ts';
import type { AppliedRow, Series, StepWrite } from '../drivers/port.ts';
import { recordApplied } from './read-state.ts';
import { writableSession, type ModuleState, type Run } from './run.ts';

/** One migration's side on one database of a round. */
export interface Side {
  readonly run: Run;
  readonly state: ModuleState;
  readonly migration: Migration;
  readonly script: Script;
  readonly install: InstallChange;
}

/** The sides of a round, in the order in which the plan names them. */
export function sidesOf(run: Run, round: Round, states: readonly ModuleState[]): readonly Side[] {
  const { migration } = round;
  return round.sides.map(({ database, install }): Side => {
    const state = states.find((candidate) => candidate.database.address.name === database);
    const script = state === undefined ? null : migration.scripts[state.database.address.engine];
    if (state === undefined || script === null)
      throw new Error(`${migration.name} has no side on ${database}`);
    return { run, state, migration, script, install };
  });
}

/** The sides in the order in which scripts run and locks are taken: the same in every process. An identity may cost a query. */
export async function inScriptOrder(sides: readonly Side[]): Promise<readonly Side[]> {
  const ordered = await Promise.all(
    sides.map(async (side) => {
      const session = writableSession(side.state);
      return { order: `${session.capabilities.scriptOrder} ${await session.identity()}`, side };
    }),
  );
  return ordered.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ side }) => side);
}

/** What the session is asked to write, judged against what the plan saw. */
export function stepWrite({ run, state, migration, script, install }: Side): StepWrite {
  const { format, revision, installTarget } = state.snapshot;
  return {
    history: state.history,
    migration: { name: migration.name, category: migration.category },
    script,
    appliedBy: run.actor,
    expected: { format, revision, installTarget },
    install,
    signal: run.signal,
  };
}

/** What the session is asked to write one after the other: sides of one database. */
export function seriesWrite(sides: readonly Side[]): Series {
  const { history, appliedBy, expected, signal } = stepWrite(sides[0]!);
  return { history, appliedBy, expected, signal, steps: sides };
}

/** Notes a committed side in the run's state and tells the listeners. */
export function noteApplied({ run, state, migration, script, install }: Side, row: AppliedRow): void {
  const marker = {
    set: 'target' in install ? install.target : null,
    clear: null,
    keep: state.snapshot.installTarget,
  };
  recordApplied(
    state,
    {
      name: migration.name,
      category: migration.category,
      checksum: script.checksum,
      appliedAt: row.appliedAt,
      appliedBy: run.actor,
      durationMs: row.durationMs,
      note: null,
    },
    { revision: row.revision, installTarget: marker[install.kind] },
  );
  run.emit({
    type: 'migration-applied',
    database: state.database.address.name,
    module: state.module.name,
    migration: migration.name,
    durationMs: row.durationMs,
  });
}
