import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pair } from '../cli/scenarios/project.ts';
import {
  afterV1,
  complete,
  eventually,
  expectCompletion,
  faultProject,
  isThorough,
  standOf,
} from './fault-project.ts';
import { faultSubjects } from './fault-subjects.ts';

/** As the first version of every fault project, and the second lasts as soon as it is there. */
const files = pair(
  'V1__start',
  'CREATE TABLE log (v INTEGER NOT NULL);\nCREATE TABLE pace (n NUMERIC);\nINSERT INTO log VALUES (1);\nINSERT INTO pace VALUES (30);\n',
);
const signals = isThorough ? (['SIGINT', 'SIGTERM'] as const) : (['SIGINT'] as const);

describe.each(isThorough ? faultSubjects : faultSubjects.slice(0, 2))('$name', ({ missing, fresh }) => {
  test.skipIf(missing() !== null).each(signals)(
    '%s in mid migration: INTERRUPTED, what is committed stays and is told',
    async (signal) => {
      const store = await fresh();
      onTestFinished(() => store.drop());
      const here = await faultProject({ db: store.url }, files);
      const { child, end } = here.launch('migrate');
      await eventually(store.isBusy);
      await sleep(200);
      child.kill(signal);
      const signalled = performance.now();
      const run = await end;
      expect([run.exitCode, run.code, run.message]).toEqual([
        130,
        'INTERRUPTED',
        expect.stringMatching(/stopped/),
      ]);
      expect(run.hint).toBe('Run the same command again.');
      expect(run.outcomes).toEqual(['V1__start applied', 'V2__middle not-run', 'V3__last not-run']);
      expect(run.stderr).toContain(`${signal}: stopping; what is committed stays.`);
      expect(performance.now() - signalled).toBeLessThan(8_000);
      expect(await standOf(store.query)).toEqual(afterV1);
      await store.query(`DELETE FROM pace`);
      await expectCompletion(here, store.query);
      expect(await standOf(store.query)).toEqual(complete);
    },
  );
});
