import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { startProxy } from '../servers/proxy.ts';
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

test('each script of a series is told of by itself, also where the look at the one before it comes back late', async () => {
  const postgres = await here.postgres();
  const [direct] = postgres.urls;
  const first: Steps = { V1__a: 'CREATE TABLE a (id INTEGER); CREATE TABLE b (id INTEGER);' };
  await (await here.migrator(first, [direct!])).migrate();
  const url = new URL(direct!);
  const proxy = await startProxy(Number(url.port));
  onTestFinished(() => proxy.close());
  url.port = String(proxy.port);
  const held = await Promise.all(
    ['a', 'b'].map(async (table) => {
      const application = new Client({ connectionString: direct, application_name: `shop-${table}` });
      await application.connect();
      await application.query(`BEGIN; LOCK TABLE ${table}`);
      return application;
    }),
  );
  const release = (index: number, ms: number): void =>
    void setTimeout(() => void held[index]!.query('COMMIT'), ms);
  const told: string[] = [];
  const steps: Steps = {
    ...first,
    V2__a: 'ALTER TABLE a ADD COLUMN n INTEGER;',
    V3__b: 'ALTER TABLE b ADD COLUMN n INTEGER;',
  };
  const migrator = await here.migrator(steps, [url.href], {
    onEvent: (event) => {
      if (event.type === 'lock-waiting') told.push(String(event.holder));
      if (event.type !== 'migration-started') return;
      // Looking takes a connection of its own, and now longer than the script.
      if (event.migration === 'V2__a') proxy.delay(300);
      release(event.migration === 'V2__a' ? 0 : 1, event.migration === 'V2__a' ? 900 : 2_300);
    },
  });
  await migrator.migrate();
  for (const application of held) await application.end();
  expect(told).toEqual([expect.stringMatching(/shop-b/)]);
});
