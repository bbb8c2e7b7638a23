import { setTimeout as sleep } from 'node:timers/promises';
import { clockMs } from '../core/clock.ts';
import { LockstepError } from '../core/errors.ts';
import type { LockState } from '../drivers/port.ts';
import { writableSession, type ModuleState, type Run } from './run.ts';
import { interrupted, unlessInterrupted } from './interrupted.ts';

const firstPauseMs = 10;
const longestPauseMs = 150;
const reportEveryMs = 1_000;

/** What a wait needs of its run. */
export type Waiting = Pick<Run, 'lockTimeoutMs' | 'signal' | 'emit' | 'lockWatch'>;

/**
 * The patience of one run at one history. The timeout counts from the last change that anybody made there, so a long
 * queue of healthy migrations starves nobody.
 */
export class LockWait {
  readonly #run: Waiting;
  readonly #state: ModuleState;
  readonly #startedAt: number = clockMs();
  #change: string | null = null;
  #changedAt: number = clockMs();
  #reportedAt: number = Number.NEGATIVE_INFINITY;
  #pauseMs = firstPauseMs;

  constructor(run: Waiting, state: ModuleState) {
    this.#run = run;
    this.#state = state;
  }

  /**
   * Resolves when it is worth trying again, having taken nothing. Waiting is a timer, never a blocked connection.
   * Throws LOCK_TIMEOUT, INTERRUPTED, DATABASE_UNREACHABLE.
   */
  async untilFree(knownHolder: string | null): Promise<void> {
    const { lockWatch } = this.#run;
    let holder = knownHolder;
    lockWatch?.began(this.#state);
    for (;;) {
      this.#report(holder);
      await this.#pause();
      const lock = await this.#look();
      holder = lock.holder ?? knownHolder;
      if (lock.change !== this.#change) {
        this.#change = lock.change;
        this.#changedAt = clockMs();
        this.#pauseMs = firstPauseMs;
        await lockWatch?.moved(this.#state);
      }
      if (clockMs() - this.#changedAt > this.#run.lockTimeoutMs) throw this.#timeout(holder);
      if (lock.free) return lockWatch?.ended(this.#state);
    }
  }

  /** Somebody may keep even readers out: that is no change, and not free. */
  async #look(): Promise<LockState> {
    try {
      const asked = writableSession(this.#state).lockState(this.#state.history);
      return await unlessInterrupted(asked, this.#run.signal);
    } catch (error) {
      if (!isKeptOut(error)) throw error;
      return { free: false, holder: null, change: this.#change ?? '' };
    }
  }

  async #pause(): Promise<void> {
    // Jitter keeps sixteen starters from asking in step.
    const ms = this.#pauseMs * (0.5 + Math.random());
    this.#pauseMs = Math.min(this.#pauseMs * 1.5, longestPauseMs);
    try {
      await sleep(ms, undefined, this.#run.signal === undefined ? {} : { signal: this.#run.signal });
    } catch (error) {
      throw interrupted(error);
    }
  }

  #report(holder: string | null): void {
    const now = clockMs();
    if (now - this.#startedAt < 100 || now - this.#reportedAt < reportEveryMs) return;
    this.#reportedAt = now;
    this.#run.emit({
      type: 'lock-waiting',
      database: this.#state.database.address.name,
      module: this.#state.module.name,
      holder,
      waitedMs: Math.round(now - this.#startedAt),
    });
  }

  #timeout(holder: string | null): LockstepError {
    const { name } = this.#state.database.address;
    const by = holder === null ? 'another process' : holder;
    return new LockstepError(
      'LOCK_TIMEOUT',
      `${name}: ${by} holds the lock of module ${this.#state.module.name}, and nothing has changed for ${this.#run.lockTimeoutMs / 1000} s`,
      {
        ...(holder === null
          ? {
              hint: 'Find the process that has the database open for writing, end its transaction, and run again.',
            }
          : {}),
        details: { database: name, module: this.#state.module.name, holder },
      },
    );
  }
}

/** True for the error of a session that gave up reading because another process keeps readers out. */
export function isKeptOut(error: unknown): boolean {
  return error instanceof LockstepError && error.code === 'LOCK_TIMEOUT' && error.details['busy'] === true;
}
