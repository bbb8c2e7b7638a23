import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { outcomesOf, type Steps, useMigrate } from './fixture.ts';

const here = useMigrate();

test('a step outside a transaction runs once, also where the other side is locked right behind its end', async () => {
  const file = await here.file();
  const postgres = await here.postgres();
  const urls = [file.urls[0]!, postgres.urls[0]!];
  const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER);' };
  const steps: Steps = {
    ...v1,
    V2__b: {
      postgres: '-- lockstep: transaction=none\nINSERT INTO a VALUES (1);',
      sqlite: 'INSERT INTO a VALUES (1);',
    },
  };
  await (await here.migrator(v1, urls)).migrate();
  const application = new Database(urls[0]!.replace('sqlite:', ''));
  const migrator = await here.migrator(steps, urls, {
    onEvent(event) {
      if (event.type !== 'migration-applied' || event.database !== 'db1') return;
      application.exec('BEGIN IMMEDIATE');
      setTimeout(() => application.exec('COMMIT'), 600);
    },
  });
  expect(outcomesOf(await migrator.migrate())).toEqual([
    ['V1__a already-applied', 'V2__b applied'],
    ['V1__a already-applied', 'V2__b applied'],
  ]);
  application.close();
  for (const store of [file, postgres]) {
    expect(await store.rows()).toHaveLength(1);
    expect(await store.history()).toEqual(['V1__a', 'V2__b']);
  }
});
