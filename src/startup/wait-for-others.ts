import { LockstepError } from '../core/errors.ts';
import type { LockState } from '../drivers/port.ts';
import { unlessInterrupted } from '../migrate/interrupted.ts';
import { pause, untilReachable } from '../migrate/open-databases.ts';
import { rereadState } from '../migrate/read-state.ts';
import type { ModuleState, Run } from '../migrate/run.ts';

const firstPauseMs = 50;
const longestPauseMs = 250;
const reportEveryMs = 1_000;
/** Between two migrations of a run its lock is free for a moment. */
const looksUntilNobody = 3;

/** `moved`: judge again. `nobody`: no other process is at work. `stuck`: one may be, and nothing has changed for too long. */
export type WaitEnd =
  | { readonly kind: 'moved' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'stuck'; readonly holder: string | null };

/**
 * Waits until another process's install or run moves a history, taking nothing and writing nothing. An install marker
 * counts as somebody at work; so does a lock that is held.
 */
export async function waitForOthers(run: Run, states: readonly ModuleState[]): Promise<WaitEnd> {
  const [first] = states;
  if (first === undefined || first.session === null) return { kind: 'nobody' };
  const startedAt = performance.now();
  const before = changeOf(states);
  let reportedAt = Number.NEGATIVE_INFINITY;
  let pauseMs = firstPauseMs;
  let looks = 0;
  let lockChange: string | null = null;
  let changedAt = startedAt;
  run.lockWatch?.began(first);
  for (;;) {
    const { state, lock } = await look(run, states, first);
    const isAtWork = !lock.free || states.some(({ snapshot }) => snapshot.installTarget !== null);
    looks = isAtWork ? 0 : looks + 1;
    const now = performance.now();
    if (lock.change !== lockChange) [lockChange, changedAt] = [lock.change, now];
    const isOver = now - changedAt > run.lockTimeoutMs;
    if (looks >= looksUntilNobody || isOver) {
      run.lockWatch?.ended(first);
      return isAtWork ? { kind: 'stuck', holder: lock.holder } : { kind: 'nobody' };
    }
    if (isAtWork && now - reportedAt >= reportEveryMs) {
      reportedAt = now;
      run.emit({
        type: 'lock-waiting',
        database: state.database.address.name,
        module: state.module.name,
        holder: lock.holder,
        waitedMs: Math.round(now - startedAt),
      });
    }
    await pause(pauseMs, run.signal);
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
    await reread(run, states);
    if (changeOf(states) !== before) {
      run.lockWatch?.ended(first);
      return { kind: 'moved' };
    }
  }
}

/** The lock of the first module whose lock is held, or of the first module. */
async function look(
  run: Run,
  states: readonly ModuleState[],
  first: ModuleState,
): Promise<{ readonly state: ModuleState; readonly lock: LockState }> {
  let found: { readonly state: ModuleState; readonly lock: LockState } | null = null;
  for (const state of states) {
    const lock = await lockOf(run, state);
    if (!lock.free) return { state, lock };
    found ??= { state, lock };
  }
  return found ?? { state: first, lock: nobody };
}

const nobody: LockState = { free: true, holder: null, change: '' };

async function lockOf(run: Run, { session, history }: ModuleState): Promise<LockState> {
  if (session === null) return nobody;
  try {
    return await unlessInterrupted(session.lockState(history), run.signal);
  } catch (error) {
    // A connection that was lost: the next reading opens it again, or tells why not.
    if (error instanceof LockstepError && error.details['connectionLost'] === true) return nobody;
    throw error;
  }
}

async function reread(run: Run, states: readonly ModuleState[]): Promise<void> {
  const [first] = states;
  if (first === undefined) return;
  let attempt = 0;
  await untilReachable(run, first.database, async () => {
    if (attempt++ > 0) await first.session?.reconnect();
    for (const state of states) await rereadState(run, state);
  });
}

function changeOf(states: readonly ModuleState[]): string {
  return JSON.stringify(
    states.map(({ snapshot }) => [
      snapshot.format,
      snapshot.revision,
      snapshot.installTarget,
      snapshot.progress,
    ]),
  );
}
