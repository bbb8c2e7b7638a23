import type { PreparedStep } from '../drivers/port.ts';
import { applySide, isConnectionLoss, isNotNow } from './apply-step.ts';
import { explainFailure } from './explain-failure.ts';
import { LockWait } from './lock-wait.ts';
import { recoverOutcome } from './recover-outcome.ts';
import { writableSession } from './run.ts';
import { noteApplied, type Side, stepWrite } from './side.ts';
import { tellBlockers } from './tell-blockers.ts';

interface Prepared {
  readonly side: Side;
  readonly step: PreparedStep;
}

/** `again`: a lock was busy, everything was released and waited for. `moved`: plan again. */
type Attempt = 'applied' | 'moved' | 'again';

/**
 * Applies one migration to several databases so that it commits on one only after its script has succeeded on all
 * (docs/decisions/pair-run.md). `sides` come in script order; commits go the other way round. Resolves with `moved`,
 * nothing written, when a history is not what the plan saw.
 */
export async function applyPair(sides: readonly Side[]): Promise<'applied' | 'moved'> {
  const waits = new Map(sides.map((side) => [side, new LockWait(side.run, side.state)]));
  for (;;) {
    // What ran outside a transaction has committed before the others: a repeated attempt must not run it again.
    const left = sides.filter((side) => !isCommitted(side));
    const attempt = await attemptPair(left, waits);
    if (attempt !== 'again') return attempt;
  }
}

async function attemptPair(sides: readonly Side[], waits: ReadonlyMap<Side, LockWait>): Promise<Attempt> {
  const alone = sides.filter((side) => side.script.transaction === 'none');
  if (alone.length === 0) return applyTogether(sides, waits);
  // A script that runs alone cannot be undone, so every other side is tried first.
  const together = sides.filter((side) => side.script.transaction !== 'none');
  const tried = await prepareAll(together, waits, async (prepared) => {
    await rollBack(prepared);
    return 'applied' as const;
  });
  if (tried !== 'applied') return tried;
  for (const side of alone) {
    const result = await applyPatiently(side, waits);
    if (result === 'moved') return 'moved';
  }
  return together.length === 0 ? 'applied' : applyTogether(together, waits);
}

async function applyTogether(sides: readonly Side[], waits: ReadonlyMap<Side, LockWait>): Promise<Attempt> {
  const last = sideThatCommitsInItsMessage(sides);
  const held = sides.filter((side) => side !== last);
  return prepareAll(held, waits, async (prepared) => {
    if (last !== null) {
      const result = await applyOrRollBack(last, prepared);
      if (isNotNow(result)) {
        await rollBack(prepared);
        return waitUnlessMoved(last, result, waits);
      }
      noteApplied(last, result);
    }
    await commitAll(prepared);
    return 'applied';
  });
}

/**
 * With one PostgreSQL and no remote database the commit stays inside PostgreSQL's one message: local SQLite files wait
 * for it with their transactions open, and commit after it.
 */
function sideThatCommitsInItsMessage(sides: readonly Side[]): Side | null {
  const last = sides.at(-1);
  if (last === undefined || !writableSession(last.state).capabilities.appliesInOneMessage) return null;
  const inOneMessage = sides.filter((side) => writableSession(side.state).capabilities.appliesInOneMessage);
  return inOneMessage.length === 1 ? last : null;
}

async function applyOrRollBack(side: Side, prepared: readonly Prepared[]): ReturnType<typeof applySide> {
  try {
    return await applySide(side);
  } catch (error) {
    await rollBack(prepared);
    throw explainFailure(error, side.state, side.migration);
  }
}

/** Runs the scripts in order, settles deferred constraints on all, then goes on; whatever fails rolls all of them back. */
async function prepareAll(
  sides: readonly Side[],
  waits: ReadonlyMap<Side, LockWait>,
  then: (prepared: readonly Prepared[]) => Promise<Attempt>,
): Promise<Attempt> {
  const prepared: Prepared[] = [];
  for (const side of sides) {
    try {
      const result = await tellBlockers(side, () => writableSession(side.state).prepare(stepWrite(side)));
      if (isNotNow(result)) {
        await rollBack(prepared);
        return await waitUnlessMoved(side, result, waits);
      }
      prepared.push({ side, step: result.step });
      await result.step.settle();
    } catch (error) {
      await rollBack(prepared);
      throw explainFailure(error, side.state, side.migration);
    }
    announcePrepared(side);
  }
  return then(prepared);
}

function announcePrepared({ run, state, migration }: Side): void {
  run.emit({
    type: 'migration-prepared',
    database: state.database.address.name,
    module: state.module.name,
    migration: migration.name,
  });
}

/** Commits in the reverse of script order. Once one has committed the others do too, whatever fails in between. */
async function commitAll(prepared: readonly Prepared[]): Promise<void> {
  const failures: unknown[] = [];
  for (const { side, step } of prepared.toReversed()) {
    try {
      noteApplied(side, await step.commit());
    } catch (error) {
      try {
        if (!isConnectionLoss(error)) throw error;
        await recoverOutcome(side, error);
      } catch (failure) {
        failures.push(explainFailure(failure, side.state, side.migration));
        if (failures.length === 1 && prepared.every((other) => !isCommitted(other.side))) {
          await rollBack(prepared);
          throw failures[0];
        }
      }
    }
  }
  if (failures.length > 0) throw failures[0];
}

function isCommitted({ state, migration }: Side): boolean {
  return state.outcomes.get(migration.name) === 'applied';
}

async function rollBack(prepared: readonly Prepared[]): Promise<void> {
  for (const { step } of prepared.toReversed()) await step.rollback();
}

async function waitUnlessMoved(
  side: Side,
  result: { readonly outcome: 'busy'; readonly holder: string | null } | { readonly outcome: 'moved' },
  waits: ReadonlyMap<Side, LockWait>,
): Promise<Attempt> {
  if (result.outcome === 'moved') return 'moved';
  await waits.get(side)?.untilFree(result.holder);
  return 'again';
}

/** Applies a side by itself, waiting for its lock as long as it takes. */
async function applyPatiently(side: Side, waits: ReadonlyMap<Side, LockWait>): Promise<'applied' | 'moved'> {
  for (;;) {
    let result: Awaited<ReturnType<typeof applySide>>;
    try {
      result = await applySide(side);
    } catch (error) {
      throw explainFailure(error, side.state, side.migration);
    }
    if (result.outcome === 'moved') return 'moved';
    if (result.outcome === 'applied') {
      noteApplied(side, result);
      return 'applied';
    }
    await waits.get(side)?.untilFree(result.holder);
  }
}
