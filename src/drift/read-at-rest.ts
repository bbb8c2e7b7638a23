import { setTimeout as sleep } from 'node:timers/promises';
import { judgeDatabase } from '../core/judge-history.ts';
import type { Schema } from '../core/schema.ts';
import type { IntrospectOptions } from '../introspect/read-schema.ts';
import { rereadState } from '../migrate/read-state.ts';
import { type ModuleState, type Run, toPlanDatabase } from '../migrate/run.ts';
import type { LiveModule } from './read-live.ts';
import { readLiveSchema } from './read-live-schema.ts';

const pauseMs = 20;

/**
 * Returns a schema with the history that belongs to it, judged: the history was the same before and behind the reading, so
 * no step of a run that goes on meanwhile lies between the two.
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
    if (mark(state) === before) return { state, judgement, found };
    judgement = judgeDatabase(state.module, toPlanDatabase(state));
    // A run of many quick steps is let by.
    await sleep(pauseMs);
  }
}

function mark({ snapshot }: ModuleState): string {
  return JSON.stringify([snapshot.revision, snapshot.progress]);
}
