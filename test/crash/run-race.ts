import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { TestStore } from '../stores/test-store.ts';
import { expectComplete } from './agreement.ts';
import type { KillPlan } from './kill-plan.ts';
import type { KillSubject } from './kill-subject.ts';
import { below, randomFrom } from './random.ts';
import { type ReferenceRun, taskFor } from './reference-run.ts';
import { type RunningWorker, runWorker, startWorker } from './run-worker.ts';

const places = 1_000_000;

/**
 * Lets many processes begin at once on one store and kills some of those that hold its lock; returns how many. The rest
 * must end without an error, and every migration must have run once.
 */
export async function runRace(
  subject: KillSubject,
  reference: ReferenceRun,
  plan: KillPlan,
  round: number,
): Promise<number> {
  const random = randomFrom(plan.seed, places + round);
  const store = await subject.fresh(random());
  try {
    const isUpgrade = random() < 0.5;
    if (isUpgrade) await runWorker(taskFor(store.urls.slice(0, 1), { pace: 'slow', to: 'V18' }));
    const before = await store.history();
    const racers = Array.from({ length: plan.processes }, (_, index) => {
      const url = subject.racerUrl?.(store, index) ?? store.urls[index % store.urls.length] ?? '';
      const categories = isUpgrade ? (['release', 'data'] as const) : null;
      return startWorker(taskFor([url], { pace: 'slow', categories, isGated: true }));
    });
    await Promise.all(racers.map(({ ready }) => ready));
    for (const { begin } of racers) begin();
    const race = new AbortController();
    const ended = Promise.all(racers.map(({ result }) => result)).finally(() => race.abort());
    const killed = await killHolders(subject, store, racers, plan.victims, random, race.signal);
    const results = await ended;

    expect(results.map((result) => result?.error ?? null)).toEqual(results.map(() => null));
    expect(results.filter((result) => result === null)).toHaveLength(killed);
    const dead = racers.filter((_, index) => results[index] === null).map(({ pid }) => `worker ${pid}`);
    const rows = await store.query('SELECT migration_name AS name, applied_by AS by FROM schema_migrations');
    const byDead = rows
      .filter(({ by }) => dead.includes(String(by)))
      .map(({ name }) => `db0 ${String(name)}`);
    const bySurvivors = results.flatMap((result) => result?.applied ?? []);
    const expected = reference.chain.slice(before.length).map((name) => `db0 ${name}`);
    expect([...bySurvivors, ...byDead].toSorted()).toEqual(expected.toSorted());
    await expectComplete(store, reference);
    return killed;
  } finally {
    await store.drop();
  }
}

/** Stops whoever holds the lock, looks again, and kills it only where it still does. */
async function killHolders(
  subject: KillSubject,
  store: TestStore,
  racers: readonly RunningWorker[],
  limit: number,
  random: () => number,
  race: AbortSignal,
): Promise<number> {
  const pids = racers.map(({ pid }) => pid);
  const dead = new Set<number>();
  while (dead.size < limit && !race.aborted) {
    await sleep(below(40, random));
    const holder = await subject.holder(store, pids);
    const victim = holder === null || dead.has(holder) ? undefined : racers[holder];
    if (victim === undefined) continue;
    victim.signal('SIGSTOP');
    const isCaught = !race.aborted && (await subject.holder(store, pids)) === holder;
    victim.signal(isCaught ? 'SIGKILL' : 'SIGCONT');
    if (isCaught) dead.add(holder!);
  }
  return dead.size;
}
