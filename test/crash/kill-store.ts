import { expectAgreement, expectComplete, type Left } from './agreement.ts';
import type { KillPlan } from './kill-plan.ts';
import type { KillSubject } from './kill-subject.ts';
import { below, randomFrom } from './random.ts';
import { taskFor, type ReferenceRun, type Way, ways } from './reference-run.ts';
import { runWorker } from './run-worker.ts';
import type { Kill } from './worker.ts';

/** One event of an undisturbed run: a process killed there must leave no trace that the next one minds. */
export interface Boundary {
  readonly way: Way;
  readonly phase: number;
  /** From 1. */
  readonly event: number;
}

/** Every event of an install, and of an upgrade from the point where it differs from one. */
export function listBoundaries({ events }: ReferenceRun): readonly Boundary[] {
  return (['install', 'upgrade'] as const).flatMap((way) =>
    events[way].flatMap((phaseEvents, phase) =>
      way === 'upgrade' && phase === 0
        ? []
        : phaseEvents.map((_, index) => ({ way, phase, event: index + 1 })),
    ),
  );
}

/**
 * Brings one fresh store to the end of the chain with runs that are killed on the way, first at the boundary if one is
 * given, and looks at the store after each. All that is chosen follows from seed and index.
 */
export async function killStore(
  subject: KillSubject,
  reference: ReferenceRun,
  choice: Pick<KillPlan, 'seed' | 'killsOfOneStore'> & {
    readonly index: number;
    readonly boundary: Boundary | null;
  },
  onKill: (left: Left) => void,
): Promise<void> {
  const random = randomFrom(choice.seed, choice.index + 1);
  const store = await subject.fresh(random());
  const way = choice.boundary?.way ?? (random() < 0.5 ? 'install' : 'upgrade');
  let left: Left = { applied: 0, isHalfDone: false };
  let kills = 0;
  try {
    for (const [phase, what] of ways[way].entries()) {
      for (let kill = firstKill(phase); ; kill = nextKill(phase)) {
        const url = store.urls[below(store.urls.length, random)] ?? '';
        const result = await runWorker(taskFor([url], { ...what, kill }));
        if (result?.error) throw new Error(`${result.error.code}: ${result.error.message}`);
        if (result === null) await subject.settled(store);
        else if (kill !== null && 'isBoundary' in kill)
          throw new Error(`never came to ${JSON.stringify(kill)}`);
        left = await expectAgreement(store, reference);
        if (result !== null) break;
        kills++;
        onKill(left);
      }
    }
    await expectComplete(store, reference);
  } finally {
    await store.drop();
  }

  function nextKill(phase: number): Kill | null {
    if (kills >= choice.killsOfOneStore) return null;
    return chooseKill(random, reference, way, phase, left.applied);
  }

  function firstKill(phase: number): (Kill & { readonly isBoundary?: true }) | null {
    const { boundary } = choice;
    if (boundary === null || phase > boundary.phase) return nextKill(phase);
    return phase < boundary.phase ? null : { event: boundary.event, isBoundary: true };
  }
}

/** At an event, at any time of what is left, or inside one of the next two scripts. */
function chooseKill(
  random: () => number,
  { chain, events }: ReferenceRun,
  way: Way,
  phase: number,
  applied: number,
): Kill {
  const left = (events[way][phase] ?? []).filter(
    ({ migration }) => chain.indexOf(migration ?? '') >= applied,
  );
  const [manner, where] = [below(3, random), random()];
  const next = left.filter(({ type }) => type === 'migration-started')[below(2, random)];
  // Beyond the last event it comes too late, or a run with nothing left would be killed for ever.
  if (manner === 0 || next === undefined)
    return { event: 1 + Math.floor(where * Math.min(8, left.length + 6)) };
  const startedAt = left[0]?.at ?? 0;
  if (manner === 1)
    return { type: 'run-started', afterMs: where * (10 + 0.7 * ((left.at(-1)?.at ?? 0) - startedAt)) };
  const end = left.find(
    ({ type, migration }) => type === 'migration-applied' && migration === next.migration,
  );
  return {
    type: 'migration-started',
    migration: next.migration ?? '',
    afterMs: where * 1.2 * ((end?.at ?? 0) - next.at),
  };
}
