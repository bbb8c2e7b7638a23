import { LockstepError } from '../core/errors.ts';
import type { ApplyResult, NotNow } from '../drivers/port.ts';
import { recoverOutcome } from './recover-outcome.ts';
import { writableSession } from './run.ts';
import { type Side, stepWrite } from './side.ts';
import { tellBlockers } from './tell-blockers.ts';

/** Applies one side by itself, commit included. A connection lost on the way is looked into, never guessed at. */
export async function applySide(side: Side): Promise<ApplyResult> {
  const session = writableSession(side.state);
  try {
    return await tellBlockers(side, () =>
      side.script.transaction === 'none' ? applyAlone(side) : session.apply(stepWrite(side)),
    );
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

export function isNotNow(result: { readonly outcome: string }): result is NotNow {
  return result.outcome === 'busy' || result.outcome === 'moved';
}

export function isConnectionLoss(error: unknown): error is LockstepError {
  return error instanceof LockstepError && error.details['connectionLost'] === true;
}
