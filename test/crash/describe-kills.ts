import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestStore } from '../stores/test-store.ts';
import { randomFrom } from './random.ts';
import { installTask, recordReferenceRun, type ReferenceRun } from './reference-run.ts';
import { runWorker } from './run-worker.ts';

/** One driver as the kill tests see it. */
export interface KillSubject {
  readonly name: string;
  fresh(): Promise<TestStore>;
  /** Resolves when the server has noticed that a killed client is gone. */
  settled(store: TestStore): Promise<void>;
  /** Why it cannot run here, or null. */
  readonly missing: () => string | null;
}

export interface KillPlan {
  readonly kills: number;
  readonly races: number;
  readonly processes: number;
  readonly seed: number;
}

/** Kills installs of the reference store at event boundaries and at random times, and races many of them. */
export function describeKills(subject: KillSubject, plan: KillPlan): void {
  const missing = subject.missing();
  describe.skipIf(missing !== null)(
    `${subject.name}${missing === null ? '' : ` (skipped: ${missing})`}`,
    () => {
      let reference: ReferenceRun;
      let store: TestStore | null = null;
      beforeAll(async () => {
        reference = await recordReferenceRun(() => subject.fresh());
      }, 120_000);
      afterAll(async () => store?.drop());

      test(`SIGKILL ${plan.kills} times (seed ${plan.seed}): history and catalog agree, and the rest completes`, async () => {
        const random = randomFrom(plan.seed);
        const reached = new Set<number>();
        for (let kills = 0; kills < plan.kills; ) {
          store ??= await subject.fresh();
          if (await killOnce(store, random)) {
            kills++;
            await subject.settled(store);
            reached.add(await expectAgreement(store));
          } else {
            await expectComplete(store);
            await store.drop();
            store = null;
          }
        }
        store ??= await subject.fresh();
        const last = await runWorker(installTask([urlOf(store, random)]));
        expect(last?.error).toBeNull();
        await expectComplete(store);
        await store.drop();
        store = null;
        // Kills that all hit before the first commit would prove nothing.
        expect(reached.size).toBeGreaterThan(2);
      }, 600_000);

      test.skipIf(plan.kills < 100)(
        'SIGKILL at every event boundary of an install (long runs only: LOCKSTEP_TEST_KILLS=100)',
        async () => {
          for (let killAtEvent = 1; killAtEvent <= reference.events; killAtEvent++) {
            store = await subject.fresh();
            const urls = store.urls.slice(0, 1);
            expect(await runWorker(installTask(urls, { killAtEvent }))).toBeNull();
            await subject.settled(store);
            await expectAgreement(store);
            expect((await runWorker(installTask(urls)))?.error).toBeNull();
            await expectComplete(store);
            await store.drop();
            store = null;
          }
        },
        600_000,
      );

      test('SIGKILL inside the install of V17, inside V20 and inside V24, a little later each time', async () => {
        store = await subject.fresh();
        for (const id of ['V17', 'V20', 'V24']) {
          const migration = reference.chain.find((name) => name.startsWith(`${id}__`)) ?? '';
          for (const afterMs of [0, 0.5, 1, 2, 4, 8]) {
            if ((await store.history()).includes(migration)) break;
            const killAt = { type: 'migration-started', migration, database: 'db0', afterMs };
            const result = await runWorker(installTask(store.urls.slice(0, 1), { killAt }));
            if (result?.error) throw new Error(`${result.error.code}: ${result.error.message}`);
            await subject.settled(store);
            await expectAgreement(store);
          }
        }
        const last = await runWorker(installTask(store.urls.slice(0, 1)));
        expect(last?.error).toBeNull();
        await expectComplete(store);
        await store.drop();
        store = null;
      }, 600_000);

      test(`${plan.processes} processes at once, ${plan.races} times: every migration exactly once, none fails`, async () => {
        for (let race = 0; race < plan.races; race++) {
          store = await subject.fresh();
          const { urls } = store;
          const starters = Array.from({ length: plan.processes }, (_, index) =>
            runWorker(installTask([urls[index % urls.length] ?? ''])),
          );
          const results = await Promise.all(starters);
          expect(results.map((result) => result?.error ?? null)).toEqual(results.map(() => null));
          const applied = results.flatMap((result) => result?.applied ?? []).sort();
          expect(applied).toEqual(reference.chain.map((name) => `db0 ${name}`).sort());
          await expectComplete(store);
          await store.drop();
          store = null;
        }
      }, 600_000);

      function urlOf(from: TestStore, random: () => number): string {
        return from.urls[Math.floor(random() * from.urls.length)] ?? '';
      }

      /** True when the process was killed, false when it ended before its time had come. */
      async function killOnce(victim: TestStore, random: () => number): Promise<boolean> {
        const url = urlOf(victim, random);
        const atEvent = random() < 0.5;
        const left = 1 - (await victim.history()).length / reference.chain.length;
        const killAtEvent = atEvent
          ? 1 + Math.floor(random() * Math.min(8, Math.max(2, reference.events * left)))
          : null;
        const killAfterMs = atEvent ? null : 120 + Math.floor(random() * 250);
        const result = await runWorker(installTask([url], { killAtEvent }), killAfterMs);
        if (result?.error) throw new Error(`${result.error.code}: ${result.error.message}`);
        return result === null;
      }

      /** The catalog is the one that belongs to the applied steps: no step half done, none done without its row. */
      async function expectAgreement(victim: TestStore): Promise<number> {
        const history = await victim.history();
        expect(history).toEqual(reference.chain.slice(0, history.length));
        const expected = reference.catalogs[history.length] ?? [];
        const catalog = await victim.catalog();
        const started = history.length > 0 && (await hasProgress(victim));
        // A non-transactional step that was started may have left its index behind: the next run judges it.
        const compared = started
          ? catalog.filter((line) => expected.includes(line) || !line.startsWith('index '))
          : catalog;
        expect(compared).toEqual(expected);
        return history.length;
      }

      async function hasProgress(victim: TestStore): Promise<boolean> {
        return (await victim.query("SELECT key FROM schema_migrations_state WHERE key = 'step'")).length > 0;
      }

      async function expectComplete(finished: TestStore): Promise<void> {
        expect(await finished.history()).toEqual(reference.chain);
        expect(await finished.catalog()).toEqual(reference.catalogs.at(-1));
        expect(await finished.rows()).toEqual(reference.rows);
        // The claim of a killed process stays until somebody needs it.
        const left = await finished.query("SELECT key FROM schema_migrations_state WHERE key <> 'claim'");
        expect(left).toEqual([]);
      }
    },
  );
}

/** Waits until a condition holds, for what a server needs a moment to notice. */
export async function eventually(holds: () => Promise<boolean>, limitMs = 10_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not so within ${limitMs} ms`);
    await sleep(20);
  }
}
