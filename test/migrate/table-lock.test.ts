import { Client } from 'pg';
import { expect, test } from 'vitest';
import { type Steps, useMigrate } from './fixture.ts';

const here = useMigrate();

test('a script that waits for the lock of an application on a table says whose it is, and goes on when it is free', async () => {
  const postgres = await here.postgres();
  const file = await here.file();
  const steps: Steps = { V1__a: 'CREATE TABLE a (id INTEGER);' };
  const urls = [postgres.urls[0]!, file.urls[0]!];
  await (await here.migrator(steps, urls)).migrate();
  const application = new Client({ connectionString: urls[0], application_name: 'shop' });
  await application.connect();
  await application.query('BEGIN; LOCK TABLE a');
  let committed: Promise<unknown> | null = null;
  const migrator = await here.migrator({ ...steps, V2__b: 'ALTER TABLE a ADD COLUMN b INTEGER;' }, urls, {
    onEvent: (event) => {
      here.events.push(event);
      if (event.type === 'lock-waiting') committed = application.query('COMMIT');
    },
  });
  await migrator.migrate();
  // Its answer may be read after the end of the run.
  await committed;
  await application.end();
  expect(here.events.filter(({ type }) => type === 'lock-waiting')).toEqual([
    expect.objectContaining({ database: 'db0', holder: expect.stringMatching(/^pid \d+, shop/) }),
  ]);
  expect([await postgres.history(), await file.history()]).toEqual([
    ['V1__a', 'V2__b'],
    ['V1__a', 'V2__b'],
  ]);
});
