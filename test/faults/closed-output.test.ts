import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectCompletion, faultProject, nothing, standOf } from './fault-project.ts';
import { faultSubjects } from './fault-subjects.ts';

// A run to its end beside a reader that goes away: test/cli/scenarios/process.test.ts.
describe('a reader that goes away', () => {
  test('does not hide a failure: the exit code stays, nothing is half done', async () => {
    const store = await faultSubjects[1]!.fresh();
    onTestFinished(() => store.drop());
    const bad = { 'migrations/sqlite/V1__start.sql': 'CREATE TABLE log (v INTEGER);\nSELECT nonsense;\n' };
    const here = await faultProject({ db: store.url }, bad);
    const { child } = here.launch('migrate');
    child.stdout?.destroy();
    child.stderr?.destroy();
    await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    expect(await standOf(store.query)).toEqual(nothing);
    await here.write(
      'migrations/sqlite/V1__start.sql',
      'CREATE TABLE log (v INTEGER);\nCREATE TABLE pace (n NUMERIC);\nINSERT INTO log VALUES (1);\n',
    );
    await expectCompletion(here, store.query);
  });
});
