import { LockstepError } from '../core/errors.ts';
import type { EventListener } from '../core/events.ts';
import { type Judgement, judgeDatabase } from '../core/judge-history.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { Database } from '../drivers/open.ts';
import { currentActor } from '../migrate/actor.ts';
import { readDatabases } from '../migrate/read-databases.ts';
import { followRun, type ModuleState, type Run, toPlanDatabase } from '../migrate/run.ts';

export interface LiveOptions {
  readonly databases: readonly Database[];
  /** Recorded as `applied_by`. Defaults to LOCKSTEP_ACTOR, else user@host. */
  readonly actor?: string;
  /** Defaults to 30,000: how long to wait for another run that makes no progress. */
  readonly lockTimeoutMs?: number;
  readonly onEvent?: EventListener;
  readonly signal?: AbortSignal;
}

/** A module on a live database, with what files and history say together. */
export interface LiveModule {
  readonly state: ModuleState;
  readonly judgement: Judgement;
}

/** Returns what a run over live databases needs to know. */
export function runOver({ databases, actor, lockTimeoutMs, onEvent, signal }: LiveOptions): Run {
  return {
    databases,
    request: { categories: null, to: null },
    actor: actor ?? currentActor(),
    lockTimeoutMs: lockTimeoutMs ?? 30_000,
    waitMs: 0,
    ...followRun(onEvent ?? (() => undefined), signal),
  };
}

/**
 * Returns every module on every database, judged, in the order of the databases; nothing is written. Throws
 * DATABASE_UNREACHABLE for one that does not exist: `does` says what the command does not do there.
 */
export async function readLive(
  run: Run,
  modules: readonly LoadedModule[],
  does: string,
): Promise<readonly (readonly LiveModule[])[]> {
  const readings = await readDatabases(run, modules, false);
  return readings.map(({ address, states }) => {
    if (states.some(({ session }) => session === null)) {
      throw new LockstepError(
        'DATABASE_UNREACHABLE',
        `${address.name} does not exist (${address.redacted})`,
        {
          hint: `Check the address; lockstep migrate creates a database, ${does} does not.`,
          details: { database: address.name },
        },
      );
    }
    return states.map((state) => ({ state, judgement: judgeDatabase(state.module, toPlanDatabase(state)) }));
  });
}

/** Returns the problem of a live module as the error that a command ends with. */
export function problemOf({ state, judgement }: LiveModule): LockstepError | null {
  const { problem } = judgement;
  if (problem === null) return null;
  const database = state.database.address.name;
  return new LockstepError(problem.code, `${database}: ${problem.message}`, {
    hint: problem.hint,
    details: { database, module: state.module.name, ...problem.details },
  });
}
