import { Client } from 'pg';
import { afterAll, describe, expect, inject, test } from 'vitest';
import type { TestStore } from '../stores/test-store.ts';
import {
  adoptChain,
  adoptedModule,
  adoptedNames,
  adoptTask,
  buildByHand,
  nextName,
  startAdopting,
} from './adopt-kills.ts';
import { subjects } from './adopt-subjects.ts';
import type { AdoptResult, Part } from './adopt-worker.ts';
import { killPlan } from './kill-plan.ts';
import type { KillSubject } from './kill-subject.ts';
import { randomFrom } from './random.ts';
import { runWorker, startWorker } from './run-worker.ts';

const isLong = process.env['LOCKSTEP_TEST_MODE'] === 'crash';
const { seed } = killPlan();
const kills = Number(process.env['LOCKSTEP_TEST_KILLS'] ?? 60);
const races = Number(process.env['LOCKSTEP_TEST_RACES'] ?? 5);
const processes = 16;
const limitMs = 1_500_000;

/** A database that somebody has built by hand. */
async function built(subject: KillSubject, random: () => number): Promise<TestStore> {
  const store = await subject.fresh(random());
  await buildByHand(store);
  return store;
}

const folder = adoptChain();
const adopt = (store: TestStore): ReturnType<typeof adoptTask> => adoptTask(folder, store.urls.slice(0, 1));
const migrating = (url: string): Parameters<typeof runWorker>[0] => ({
  urls: [url],
  module: adoptedModule,
  folder,
  categories: null,
  to: null,
  kill: null,
  isStepwise: false,
  isGated: true,
});

async function expectAllAdopted(store: TestStore): Promise<void> {
  const rows = await store.query('SELECT note FROM schema_migrations');
  const notes = rows.map(({ note }) => (typeof note === 'string' ? (JSON.parse(note) as unknown) : note));
  expect(notes).toEqual(adoptedNames.map(() => ({ adopted: true })));
}

/** What a migrate brings behind a baseline, and nothing else. */
async function expectUpgrade(store: TestStore): Promise<void> {
  const worker = startWorker(migrating(store.urls[0]!));
  worker.begin();
  expect(await worker.result).toMatchObject({ applied: [`db0 ${nextName}`], error: null });
  expect(await store.history()).toEqual([...adoptedNames, nextName]);
}

describe.skipIf(!isLong)(isLong ? 'baseline' : 'baseline, killed and raced (npm run test:crash)', () => {
  afterAll(async () => {
    // Nobody else makes scratch databases of this run's server now.
    const client = new Client({ connectionString: inject('postgresUrl') });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE datname LIKE 'lockstep\\_scratch\\_%'`,
    );
    for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.end();
  });

  describe.each(subjects)('$name', (subject) => {
    const missing = subject.missing();

    test.skipIf(missing !== null)(
      `SIGKILL ${kills} times (seed ${seed}): all rows or none, and the next run goes on`,
      { timeout: limitMs },
      async () => {
        const random = randomFrom(seed, 0);
        const trial = await built(subject, random);
        const whole = await startAdopting(adopt(trial)).result;
        expect(whole).toMatchObject({ verdict: 'adopted', error: null });
        await expectAllAdopted(trial);
        await expectUpgrade(trial);
        await trial.drop();
        let [none, all] = [0, 0];
        for (let store = await built(subject, random); none + all < kills; ) {
          // The write is a small part of it, at the end.
          const part: Part = random() < 0.25 ? 'replay' : 'write';
          const kill = { in: part, afterMs: whole!.tookMs[part] * 1.1 * random() };
          const result = await startAdopting({ ...adopt(store), kill }).result;
          if (result === null) {
            await subject.settled(store);
            const left = await store.history();
            expect(left).toEqual(left.length === 0 ? [] : adoptedNames);
            if (left.length === 0) none++;
            else all++;
            if (left.length === 0 && none % 4 > 0) continue;
            if (left.length === 0)
              expect(await startAdopting(adopt(store)).result).toMatchObject({ verdict: 'adopted' });
            await expectAllAdopted(store);
            await expectUpgrade(store);
          }
          await store.drop();
          store = await built(subject, random);
        }
        console.log(`${subject.name}: ${kills} kills, ${none} left nothing, ${all} everything`);
        expect(none).toBeGreaterThan(0);
      },
    );

    test.skipIf(missing !== null)(
      `${processes} processes at once, ${races} times, a quarter of them migrate: one takes it over`,
      { timeout: limitMs },
      async () => {
        for (let race = 0; race < races; race++) {
          const random = randomFrom(seed, 1000 + race);
          const store = await built(subject, random);
          try {
            const url = (index: number): string => subject.racerUrl?.(store, index) ?? store.urls[0]!;
            const migrates = Array.from({ length: race % 2 === 0 ? 0 : processes / 4 }, (_, index) =>
              startWorker(migrating(url(index))),
            );
            const adopts = Array.from({ length: processes - migrates.length }, (_, index) =>
              startAdopting({ ...adoptTask(folder, [url(index)]), isGated: true }),
            );
            const all = [...migrates, ...adopts];
            await Promise.all(all.map(({ ready }) => ready));
            for (const { begin } of all) begin();
            const results = await Promise.all(adopts.map(({ result }) => result));
            const migrated = await Promise.all(migrates.map(({ result }) => result));
            const isLeft = (result: AdoptResult | null): boolean => result?.error?.code === 'CONFIG_INVALID';
            expect(results.filter((result) => !isLeft(result)).map((result) => result?.error)).toEqual([
              null,
            ]);
            for (const result of migrated)
              expect([null, 'BASELINE_REQUIRED']).toContain(result?.error?.code ?? null);
            const history = await store.history();
            expect(history.slice(0, adoptedNames.length)).toEqual(adoptedNames);
            if (history.length === adoptedNames.length) await expectUpgrade(store);
            expect(await store.history()).toEqual([...adoptedNames, nextName]);
          } finally {
            await store.drop();
          }
        }
      },
    );
  });
});
