import { LockstepError } from '../core/errors.ts';
import type { InstallChange, Round } from '../core/plan.ts';
import type { Migration, Script } from '../core/migration.ts';
import type { AppliedRow, ApplyResult, NotNow, StepWrite } from '../drivers/port.ts';
import { recordApplied } from './read-state.ts';
import { recoverOutcome } from './recover-outcome.ts';
import { writableSession, type ModuleState, type Run } from './run.ts';

/** One migration's side on one database of a round. */
export interface Side {
  readonly run: Run;
  readonly state: ModuleState;
  readonly migration: Migration;
  readonly script: Script;
  readonly install: InstallChange;
}

/** The sides of a round in the order in which scripts run and locks are taken: the same in every process. */
export async function sidesOf(
  run: Run,
  round: Round,
  states: readonly ModuleState[],
): Promise<readonly Side[]> {
  const sides = await Promise.all(
    round.sides.map(async ({ database, install }) => {
      const state = states.find((candidate) => candidate.database.address.name === database);
      const script = state === undefined ? null : round.migration.scripts[state.database.address.engine];
      if (state === undefined || script === null)
        throw new Error(`${round.migration.name} has no side on ${database}`);
      const session = writableSession(state);
      const order = `${session.capabilities.scriptOrder} ${await session.identity()}`;
      return { order, side: { run, state, migration: round.migration, script, install } };
    }),
  );
  return sides.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ side }) => side);
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

/** Applies one side by itself, commit included. A connection lost on the way is looked into, never guessed at. */
export async function applySide(side: Side): Promise<ApplyResult> {
  const session = writableSession(side.state);
  try {
    return side.script.transaction === 'none' ? await applyAlone(side) : await session.apply(stepWrite(side));
  } catch (error) {
    if (!isConnectionLoss(error)) throw error;
    await recoverOutcome(side, error);
    return { outcome: 'moved' };
  }
}

async function applyAlone(side: Side): Promise<ApplyResult> {
  const session = writableSession(side.state);
  const { name } = side.state.database.address;
  if (session.applyAlone === undefined)
    throw new LockstepError('BAD_DIRECTIVE', `transaction=none cannot run on ${name} (${session.driver})`);
  const about = { database: name, module: side.state.module.name, migration: side.migration.name };
  return session.applyAlone(stepWrite(side), side.state.snapshot.progress, {
    onStatementStarted: (statement, count) =>
      side.run.emit({ type: 'statement-started', ...about, statement, count }),
    onStatementDone: (statement, count) =>
      side.run.emit({ type: 'statement-done', ...about, statement, count }),
  });
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

export function isNotNow(result: { readonly outcome: string }): result is NotNow {
  return result.outcome === 'busy' || result.outcome === 'moved';
}

export function isConnectionLoss(error: unknown): error is LockstepError {
  return error instanceof LockstepError && error.details['connectionLost'] === true;
}
