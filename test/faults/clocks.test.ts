import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  atLength,
  complete,
  eventually,
  faultProject,
  isThorough,
  type StartOptions,
  standOf,
} from './fault-project.ts';
import { faultSubjects } from './fault-subjects.ts';

const preload = pathToFileURL(join(import.meta.dirname, 'shift-clock.mjs')).href;
const hourMs = 3_600_000;

/** A process whose clock is wrong by so much. */
function shifted(milliseconds: number): StartOptions {
  return { env: { NODE_OPTIONS: `--import=${preload}`, LOCKSTEP_TEST_CLOCK_MS: String(milliseconds) } };
}

const tried = isThorough ? faultSubjects : faultSubjects.filter(({ name }) => name === 'sqld over http');

describe.each(tried)('$name, clocks two hours apart', ({ missing, fresh, hasClock }) => {
  test.skipIf(missing() !== null)(
    'two runs at once: each step once, nobody waits an hour, a server’s time stands',
    async () => {
      const store = await fresh();
      onTestFinished(() => store.drop());
      const here = await faultProject({ db: store.url });
      expect((await here.lockstep('migrate --to V1', shifted(hourMs))).exitCode).toBe(0);
      await store.query('INSERT INTO pace VALUES (2)');
      const runs = await Promise.all([
        here.lockstep('migrate', shifted(hourMs)),
        here.lockstep('migrate', shifted(-hourMs)),
      ]);
      expect(runs.map(({ exitCode, message }) => [exitCode, message])).toEqual([
        [0, ''],
        [0, ''],
      ]);
      for (const { ms } of runs) expect(ms).toBeLessThan(20_000);
      expect(await standOf(store.query)).toEqual(complete);
      const rows = await store.query('SELECT applied_at FROM schema_migrations');
      for (const row of hasClock ? rows : [])
        expect(Math.abs(new Date(row['applied_at'] as string).getTime() - Date.now())).toBeLessThan(120_000);
    },
  );

  atLength(() => {
    test.skipIf(missing() !== null)('a run that was killed an hour ahead keeps nobody waiting', async () => {
      const store = await fresh();
      onTestFinished(() => store.drop());
      const here = await faultProject({ db: store.url });
      expect((await here.lockstep('migrate --to V1')).exitCode).toBe(0);
      await store.query('INSERT INTO pace VALUES (30)');
      const { child, end } = here.launch('migrate', shifted(hourMs));
      await eventually(store.isBusy);
      child.kill('SIGKILL');
      await end;
      await eventually(() =>
        store.query('DELETE FROM pace').then(
          () => true,
          () => false,
        ),
      );
      const next = await here.lockstep('migrate', shifted(-hourMs));
      expect([next.exitCode, next.message]).toEqual([0, '']);
      expect(next.ms).toBeLessThan(20_000);
      expect(await standOf(store.query)).toEqual(complete);
    });
  });
});
