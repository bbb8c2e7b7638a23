import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KillPlan } from './kill-plan.ts';
import { killStore, listBoundaries } from './kill-store.ts';
import type { KillSubject } from './kill-subject.ts';
import { recordReferenceRun, type ReferenceRun } from './reference-run.ts';
import { runRace } from './run-race.ts';

const progressEvery = 50;
const limitMs = 1_500_000;
/** Where a short run begins, as a part of all events: before the first commit, between two, and close to the end. */
const shortPlaces = [0.03, 0.35, 0.9];

/** Kills processes that migrate one store, at event boundaries and at random times, and races many of them. */
export function describeKills(subject: KillSubject, plan: KillPlan): void {
  const missing = subject.missing();
  const { kills, seed, races, processes, victims } = plan;
  describe.skipIf(missing !== null)(
    `${subject.name}${missing === null ? '' : ` (skipped: ${missing})`}`,
    () => {
      let reference: ReferenceRun;
      let startedAt = 0;
      let done = 0;
      beforeAll(async () => {
        startedAt = performance.now();
        reference = await recordReferenceRun(() => subject.fresh(0));
      }, 120_000);
      afterAll(() => tell('ends'));

      test.skipIf(kills === 0)(
        kills === 0
          ? 'killed (npm run test:crash)'
          : `SIGKILL ${kills} times (seed ${seed}): history, catalog and rows agree, and the rest completes`,
        async () => {
          const all = listBoundaries(reference);
          const boundaries = plan.isExhaustive
            ? all
            : shortPlaces.map((place) => all[Math.floor(place * all.length)]!);
          // Who asks for less repeats what has failed.
          const atLeast = kills < boundaries.length ? 0 : boundaries.length;
          const reached = new Set<number>();
          let [halfDone, next] = [0, plan.from];
          const lane = async (): Promise<void> => {
            while (done < plan.kills || next < atLeast) {
              const index = next++;
              await named(`store ${index}`, index, () =>
                killStore(
                  subject,
                  reference,
                  { seed, killsOfOneStore: plan.killsOfOneStore, index, boundary: boundaries[index] ?? null },
                  (left) => {
                    reached.add(left.applied);
                    if (left.isHalfDone) halfDone++;
                    if (++done % progressEvery === 0) tell(`${done} kills`);
                  },
                ),
              );
            }
          };
          await Promise.all(
            Array.from({ length: Math.min(subject.lanes ?? 1, Math.ceil(kills / 50)) }, lane),
          );
          const own = Math.max(0, Math.min(next, boundaries.length) - plan.from);
          tell(`${done} kills on stores ${plan.from} to ${next - 1}`);
          tell(`${own} of ${boundaries.length} event boundaries; ${halfDone} kills left a step half done`);
          // Kills that all hit before the first commit would prove nothing.
          if (kills >= 6) expect(reached.size).toBeGreaterThan(2);
        },
        limitMs,
      );

      test.skipIf(races === 0)(
        races === 0
          ? 'raced (npm run test:crash)'
          : `${processes} processes at once, ${races} times, up to ${victims} killed with the lock: each migration once, no failure`,
        async () => {
          done = 0;
          // Who holds a lock or a claim can be seen there only; one short race can be over before anybody was seen.
          const isSeen = process.platform === 'linux' && plan.from === 0;
          const most = Math.max(races, isSeen ? 6 : 0);
          for (let round = plan.from; round < plan.from + most; round++) {
            if (round >= plan.from + races && done > 0) break;
            await named(`race ${round}`, round, async () => {
              done += await runRace(subject, reference, plan, round);
            });
            if ((round + 1) % 5 === 0) tell(`${round + 1} races, ${done} holders killed`);
          }
          if (isSeen) expect(done).toBeGreaterThan(0);
        },
        limitMs,
      );

      function tell(what: string): void {
        if (!plan.isExhaustive) return;
        const seconds = Math.round((performance.now() - startedAt) / 1000);
        console.log(`${subject.name}: ${what} (seed ${seed}, ${seconds} s)`);
      }

      function again(index: number): string {
        const run = plan.isExhaustive ? 'npm run test:crash' : 'npm test';
        return `LOCKSTEP_TEST_SEED=${seed} LOCKSTEP_TEST_FROM=${index} ${run}`;
      }

      /** What fails says with which numbers it comes again. */
      async function named(what: string, index: number, work: () => Promise<void>): Promise<void> {
        try {
          await work();
        } catch (error) {
          if (error instanceof Error)
            error.message = `${what}, after ${done} kills; ${again(index)} begins there: ${error.message}`;
          throw error;
        }
      }
    },
  );
}
