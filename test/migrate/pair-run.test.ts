import { symlinkSync } from 'node:fs';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { historyNames } from '../../src/engines/postgres/history-names.ts';
import { failureOf, outcomesOf, type Steps, useMigrate } from './fixture.ts';

const here = useMigrate();
const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
const v3: Steps = { V3__c: 'CREATE TABLE c (id INTEGER);' };
const pathOf = (url: string): string => url.replace(/^sqlite:/, '');

describe('a version commits on an engine only when its script has succeeded on every engine', () => {
  const failing: readonly { readonly on: string; readonly steps: Steps; readonly code: string }[] = [
    {
      on: 'PostgreSQL',
      steps: {
        V2__b: {
          postgres: 'CREATE TABLE b (id INTEGER); SELECT 1/0;',
          sqlite: 'CREATE TABLE b (id INTEGER);',
        },
      },
      code: 'MIGRATION_FAILED',
    },
    {
      on: 'SQLite',
      steps: {
        V2__b: {
          postgres: 'CREATE TABLE b (id INTEGER);',
          sqlite: 'CREATE TABLE b (id INTEGER); INSERT INTO x VALUES (1);',
        },
      },
      code: 'MIGRATION_FAILED',
    },
    {
      on: 'SQLite at a deferred key',
      steps: {
        V2__b: {
          postgres: 'CREATE TABLE b (id INTEGER);',
          sqlite:
            'CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED); INSERT INTO b VALUES (9);',
        },
      },
      code: 'FOREIGN_KEY_VIOLATION',
    },
    {
      on: 'PostgreSQL at a deferred key',
      steps: {
        V2__b: {
          postgres:
            'CREATE TABLE b (a_id INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED); INSERT INTO b VALUES (9);',
          sqlite: 'CREATE TABLE b (a_id INTEGER);',
        },
      },
      code: 'FOREIGN_KEY_VIOLATION',
    },
    {
      on: 'SQLite, before a step outside a transaction begins on PostgreSQL',
      steps: {
        V2__b: {
          postgres: '-- lockstep: transaction=none\nCREATE INDEX CONCURRENTLY a_id_idx ON a (id);',
          sqlite: 'CREATE INDEX a_id_idx ON nobody (id);',
        },
      },
      code: 'MIGRATION_FAILED',
    },
  ];

  test.each(failing)(
    'fails on $on: nothing of it stands anywhere, the next version starts nowhere',
    async ({ steps, code }) => {
      const file = await here.file();
      const postgres = await here.postgres();
      const urls = [file.urls[0]!, postgres.urls[0]!];
      const before = await here.migrator(v1, urls);
      await before.migrate();
      const catalogs = [await file.catalog(), await postgres.catalog()];
      const error = await failureOf((await here.migrator({ ...v1, ...steps, ...v3 }, urls)).migrate());
      expect(error.code).toBe(code);
      expect(error.details['migration']).toBe('V2__b');
      expect(outcomesOf(error.report).map(([first, , last]) => [first, last])).toEqual([
        ['V1__a already-applied', 'V3__c not-run'],
        ['V1__a already-applied', 'V3__c not-run'],
      ]);
      expect(
        outcomesOf(error.report)
          .map(([, second]) => second)
          .sort(),
      ).toEqual(['V2__b failed', 'V2__b not-run']);
      expect([await file.catalog(), await postgres.catalog()]).toEqual(catalogs);
      expect([await file.history(), await postgres.history()]).toEqual([['V1__a'], ['V1__a']]);
    },
  );

  test('a remote database that fails leaves the other two as they were', async ({ skip }) => {
    const server = await here.server();
    if (server === null) return skip('sqld is not there');
    const file = await here.file();
    const postgres = await here.postgres();
    const urls = [file.urls[0]!, postgres.urls[0]!, server.urls[0]!];
    const steps: Steps = {
      ...v1,
      V2__b: 'CREATE TABLE b (id INTEGER PRIMARY KEY); INSERT INTO b VALUES (1);',
    };
    await (await here.migrator(v1, urls)).migrate();
    // Only the server knows that name already.
    await server.query('CREATE TABLE b (taken INTEGER)');
    const error = await failureOf((await here.migrator(steps, urls)).migrate());
    expect([error.code, error.details['database']]).toEqual(['MIGRATION_FAILED', 'db2']);
    for (const store of [file, postgres, server]) expect(await store.history()).toEqual(['V1__a']);
    await server.query('DROP TABLE b');
    await (await here.migrator(steps, urls)).migrate();
    for (const store of [file, postgres, server]) expect(await store.history()).toEqual(['V1__a', 'V2__b']);
  });
});

describe('databases at different versions', () => {
  test('the lagging one catches up first and says so; an empty one beside others is installed', async () => {
    const file = await here.file();
    const postgres = await here.postgres();
    const steps: Steps = {
      ...v1,
      V2__b: '-- lockstep: category=release\nCREATE TABLE b (id INTEGER);',
      ...v3,
    };
    const alone = await here.migrator(steps, [postgres.urls[0]!]);
    await alone.migrate({ to: 'V2' });
    here.events.length = 0;
    const both = await here.migrator(steps, [file.urls[0]!, postgres.urls[0]!]);
    const report = await both.migrate();
    expect(outcomesOf(report)).toEqual([
      ['V1__a applied', 'V2__b applied', 'V3__c applied'],
      ['V1__a already-applied', 'V2__b already-applied', 'V3__c applied'],
    ]);
    expect(here.events.filter(({ type }) => type === 'catching-up')).toEqual([
      { type: 'catching-up', database: 'db0', module: 'app', from: null, to: 'V2__b' },
    ]);
  });

  test('catching up passes the gates like any other step, and what is held on one is held on all', async () => {
    const file = await here.file();
    const postgres = await here.postgres();
    const steps: Steps = {
      ...v1,
      V2__b: '-- lockstep: category=release\nCREATE TABLE b (id INTEGER);',
      ...v3,
    };
    const urls = [file.urls[0]!, postgres.urls[0]!];
    await (await here.migrator(v1, urls)).migrate();
    await (await here.migrator(steps, [urls[1]!])).migrate({ categories: ['release'] });
    expect(await postgres.history()).toEqual(['V1__a', 'V2__b']);
    const both = await here.migrator(steps, urls);
    await both.migrate();
    expect([await file.history(), await postgres.history()]).toEqual([['V1__a'], ['V1__a', 'V2__b']]);
    await both.migrate({ categories: ['release'] });
    await both.migrate();
    for (const store of [file, postgres]) expect(await store.history()).toEqual(['V1__a', 'V2__b', 'V3__c']);
  });
});

describe('locks', () => {
  test('a busy second lock releases the first: others can write while the run waits', async () => {
    const file = await here.file();
    const postgres = await here.postgres();
    const urls = [file.urls[0]!, postgres.urls[0]!];
    const steps: Steps = { ...v1, V2__b: 'CREATE TABLE b (id INTEGER);' };
    await (await here.migrator(v1, urls)).migrate();
    const holder = new Client({ connectionString: postgres.urls[0] });
    await holder.connect();
    await holder.query('BEGIN');
    const { lockKey } = historyNames({ schema: 'public', table: 'schema_migrations' });
    await holder.query(`SELECT pg_advisory_xact_lock(${lockKey})`);
    const running = (await here.migrator(steps, urls)).migrate();
    const writer = new Database(pathOf(urls[0]!), { timeout: 2000 });
    await new Promise((resolve) => setTimeout(resolve, 600));
    for (let row = 1; row <= 20; row++) {
      writer.prepare('INSERT INTO a VALUES (?)').run(row);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(here.events.some((event) => event.type === 'lock-waiting' && event.database === 'db1')).toBe(true);
    expect(here.events.findLast((event) => event.type === 'lock-waiting')).toMatchObject({
      holder: expect.stringMatching(/pid \d+/),
    });
    writer.close();
    await holder.query('COMMIT');
    await holder.end();
    await running;
    expect([await file.history(), await postgres.history()]).toEqual([
      ['V1__a', 'V2__b'],
      ['V1__a', 'V2__b'],
    ]);
  });

  test('runs over the same databases in opposite order do not block each other', async () => {
    const file = await here.file();
    const [postgres, second] = [await here.postgres(), await here.postgres()];
    const urls = [file.urls[0]!, postgres.urls[0]!, second.urls[0]!];
    const steps: Steps = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`V${index + 1}__t`, `CREATE TABLE t${index} (id INTEGER);`]),
    );
    const runs = await Promise.all(
      [urls, urls.toReversed(), urls, urls.toReversed()].map((order) => here.migrator(steps, order)),
    );
    await Promise.all(runs.map((run) => run.migrate()));
    for (const store of [file, postgres, second]) expect(await store.history()).toEqual(Object.keys(steps));
    const applied = here.events.filter(({ type }) => type === 'migration-applied');
    expect(applied).toHaveLength(8 * 3);
  });
});

describe('one store under two addresses is CONFIG_INVALID, and nothing is written', () => {
  test('a file and a link to it', async () => {
    const file = await here.file();
    const link = `${pathOf(file.urls[0]!)}-link`;
    symlinkSync(pathOf(file.urls[0]!), link);
    const error = await failureOf((await here.migrator(v1, [file.urls[0]!, `sqlite:${link}`])).migrate());
    expect(error.code).toBe('CONFIG_INVALID');
    expect(await file.history()).toEqual([]);
  });

  test('a server under two names', async () => {
    const postgres = await here.postgres();
    const other = postgres.urls[0]!.replace('127.0.0.1', 'localhost');
    const error = await failureOf((await here.migrator(v1, [postgres.urls[0]!, other])).migrate());
    expect(error.code).toBe('CONFIG_INVALID');
    expect(await postgres.history()).toEqual([]);
  });
});
