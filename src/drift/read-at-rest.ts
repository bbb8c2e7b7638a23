import { setTimeout as sleep } from 'node:timers/promises';
import { judgeDatabase } from '../core/judge-history.ts';
import type { Schema } from '../core/schema.ts';
import type { IntrospectOptions } from '../introspect/read-schema.ts';
import { LockWait } from '../migrate/lock-wait.ts';
import { rereadState } from '../migrate/read-state.ts';
import { type ModuleState, type Run, toPlanDatabase, writableSession } from '../migrate/run.ts';
import type { LiveModule } from './read-live.ts';
import { readLiveSchema } from './read-live-schema.ts';

const pauseMs = 20;

/**
 * Returns a schema with the history that belongs to it, judged: the history was the same before and behind the reading, and
 * no step of a run that goes on meanwhile lies between the two. Throws LOCK_TIMEOUT where a step does not end.
 */
export async function readAtRest(
  run: Run,
  live: LiveModule,
  reading: IntrospectOptions,
): Promise<LiveModule & { readonly found: Schema }> {
  const { state } = live;
  let { judgement } = live;
  for (;;) {
    run.checkpoint();
    const before = mark(state);
    const found = await readLiveSchema(run, state, reading);
    await rereadState(run, state);
    if (mark(state) !== before) {
      // A run of many quick steps is let by.
      await sleep(pauseMs);
    } else if (!(await letBy(run, state))) {
      return { state, judgement, found };
    }
    judgement = judgeDatabase(state.module, toPlanDatabase(state));
  }
}

/**
 * Waits for the end of a step outside of a transaction, which shows before it is in the history; false where none is under
 * way. What a killed run has left of one is there to stay, and is told.
 */
async function letBy(run: Run, state: ModuleState): Promise<boolean> {
  if (state.snapshot.progress === null) return false;
  const { free, holder } = await writableSession(state).lockState(state.history);
  if (free) return false;
  await new LockWait(run, state).untilFree(holder);
  await rereadState(run, state);
  return true;
}

function mark({ snapshot }: ModuleState): string {
  return JSON.stringify([snapshot.revision, snapshot.progress]);
}
