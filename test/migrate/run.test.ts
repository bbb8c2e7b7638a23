import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { LoadedModule } from '../../src/core/migration.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { moduleConfig, moduleFolder } from '../files/module-folder.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { failureOf, outcomesOf, type Steps, useMigrate } from './fixture.ts';

const here = useMigrate();
const v1: Steps = { V1__a: 'CREATE TABLE a (id INTEGER PRIMARY KEY);' };
const v3: Steps = { V3__c: 'CREATE TABLE c (id INTEGER);' };
const pathOf = (url: string): string => url.replace(/^sqlite:/, '');

describe('nothing is written', () => {
  test('where one of several databases cannot be reached: status shows the rest', async () => {
    const file = await here.file();
    const urls = [file.urls[0]!, 'postgres://nobody:secret@127.0.0.1:1/none'];
    const migrator = await here.migrator(v1, urls);
    const error = await failureOf(migrator.migrate());
    expect(error.code).toBe('DATABASE_UNREACHABLE');
    expect(await file.history()).toEqual([]);
    const { databases } = await migrator.status();
    expect(databases.map(({ modules, error: { code } = { code: null } }) => [modules.length, code])).toEqual([
      [1, null],
      [0, 'DATABASE_UNREACHABLE'],
    ]);
    expect(JSON.stringify([error.message, error.details, databases])).not.toContain('secret');
  });

  test('where a script of either engine holds a forbidden statement, also one that comes later', async () => {
    const folder = `${pathOf((await here.file()).urls[0]!)}-absent`;
    const steps: Steps = { ...v1, V2__b: { postgres: 'COMMIT;', sqlite: 'SELECT 1;' } };
    const error = await failureOf((await here.migrator(steps, [`sqlite:${folder}`])).migrate());
    expect([error.code, error.details['line'], error.details['column']]).toEqual([
      'FORBIDDEN_STATEMENT',
      1,
      1,
    ]);
    expect(existsSync(folder)).toBe(false);
  });

  test('by a plan, not even the file', async () => {
    const path = `${pathOf((await here.file()).urls[0]!)}-absent`;
    const migrator = await here.migrator(v1, [`sqlite:${path}`]);
    expect(outcomesOf(await migrator.plan())).toEqual([['V1__a planned']]);
    await migrator.status();
    await migrator.verify();
    expect(existsSync(path)).toBe(false);
  });
});

describe('consent', () => {
  test('is asked for release and data steps; what runs along is named too', async () => {
    const file = await here.file();
    await (await here.migrator(v1, file.urls)).migrate();
    const data: Steps = { DM001__fill: '-- lockstep: after=V3\nINSERT INTO c VALUES (1);' };
    const requests: unknown[] = [];
    const migrator = await here.migrator({ ...v1, ...v3, ...data }, file.urls);
    const refused = migrator.migrate({
      categories: ['data'],
      confirm: async (request) => {
        requests.push(request);
        return false;
      },
    });
    expect((await failureOf(refused)).code).toBe('CONFIRMATION_REQUIRED');
    const at = { database: 'db0', module: 'app' };
    expect(requests).toEqual([
      {
        steps: [{ ...at, migration: 'DM001__fill', category: 'data' }],
        automatic: [{ ...at, migration: 'V3__c', category: 'startup' }],
      },
    ]);
    expect(await file.history()).toEqual(['V1__a']);
  });
});

describe('listeners and signals', () => {
  test('a listener that throws between two commits ends the run after both', async () => {
    const file = await here.file();
    const postgres = await here.postgres();
    const migrator = await here.migrator({ ...v1, ...v3 }, [file.urls[0]!, postgres.urls[0]!], {
      onEvent(event) {
        if (event.type === 'migration-applied') throw new Error('the caller’s own');
      },
    });
    await expect(migrator.migrate()).rejects.toThrow('the caller’s own');
    expect([await file.history(), await postgres.history()]).toEqual([['V1__a'], ['V1__a']]);
  });

  test('a listener that throws where another process has done the rest ends the run too', async () => {
    const file = await here.file();
    await (await here.migrator(v1, file.urls)).migrate();
    const data: Steps = { DM001__fill: '-- lockstep: after=V3\nINSERT INTO c VALUES (1);' };
    const all = { ...v1, ...v3, ...data };
    const other = await here.migrator(all, file.urls);
    const migrator = await here.migrator(all, file.urls, {
      onEvent(event) {
        if (event.type === 'history-moved') throw new Error('the caller’s own');
      },
    });
    const confirm = async (): Promise<boolean> =>
      (await other.migrate({ categories: ['data'] })).pendingCount === 0;
    await expect(migrator.migrate({ categories: ['data'], confirm })).rejects.toThrow('the caller’s own');
    expect(await file.history()).toEqual(['V1__a', 'V3__c', 'DM001__fill']);
  });

  test.each(['run-started', 'planned', 'run-ended'])(
    'what a listener throws at %s is not lost where there is nothing to do',
    async (type) => {
      const file = await here.file();
      await (await here.migrator(v1, file.urls)).migrate();
      const migrator = await here.migrator(v1, file.urls, {
        onEvent(event) {
          if (event.type === type) throw new Error('the caller’s own');
        },
      });
      await expect(migrator.migrate()).rejects.toThrow('the caller’s own');
    },
  );

  test('leaving the loop over the events stops the run at the next step; the last event carries the report', async () => {
    const file = await here.file();
    const migrator = await here.migrator({ ...v1, ...v3 }, [file.urls[0]!]);
    for await (const event of migrator.events()) if (event.type === 'migration-applied') break;
    expect(await file.history()).toEqual(['V1__a']);
    let last;
    for await (const event of migrator.events()) last = event;
    expect(last).toMatchObject({ type: 'run-ended', report: { pendingCount: 0 } });
    expect(await file.history()).toEqual(['V1__a', 'V3__c']);
  });

  test('a signal ends a run in mid script with INTERRUPTED, and nothing of the script is kept', async () => {
    const postgres = await here.postgres();
    const stop = new AbortController();
    const steps: Steps = {
      ...v1,
      V2__b: { postgres: 'CREATE TABLE b (id INTEGER); SELECT pg_sleep(20);', sqlite: 'SELECT 1;' },
    };
    const migrator = await here.migrator(steps, [postgres.urls[0]!], {
      onEvent: (event) => {
        if (event.type === 'migration-started' && event.migration === 'V2__b')
          setTimeout(() => stop.abort(), 200);
      },
    });
    const started = performance.now();
    const error = await failureOf(migrator.migrate({ signal: stop.signal }));
    expect(error.code).toBe('INTERRUPTED');
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(outcomesOf(error.report)).toEqual([['V1__a applied', 'V2__b not-run']]);
    expect(await postgres.history()).toEqual(['V1__a']);
  });
});

describe('several modules', () => {
  const modules = (second: string): Promise<readonly LoadedModule[]> => {
    const load = (name: string, steps: Steps): Promise<LoadedModule> =>
      loadModule(
        {
          ...moduleConfig,
          name,
          history: `${name}_history`,
          migrations: { postgres: null, sqlite: 'sqlite' },
        },
        moduleFolder(
          Object.fromEntries(
            Object.entries(steps).map(([step, text]) => [`sqlite/${step}.sql`, String(text)]),
          ),
        ),
      );
    return Promise.all([load('first', v1), load('second', { V1__s: second })]);
  };

  test('run in their order, each to its end', async () => {
    const file = await here.file();
    const both = await modules('CREATE TABLE s (a_id INTEGER REFERENCES a (id)); INSERT INTO a VALUES (1);');
    await (await here.migrator({}, file.urls, { modules: both })).migrate();
    expect(
      here.events.flatMap((event) => (event.type === 'migration-applied' ? [event.module] : [])),
    ).toEqual(['first', 'second']);
  });

  test.each([
    ['a forbidden statement', 'FORBIDDEN_STATEMENT', 'PRAGMA user_version = 3;'],
    ['a step that needs consent', 'CONFIRMATION_REQUIRED', '-- lockstep: category=release\nSELECT 1;'],
  ])('%s of a later module is found before the first one writes', async (_what, code, text) => {
    const file = await here.file();
    const migrator = await here.migrator({}, file.urls, { modules: await modules(text) });
    const error = await failureOf(
      migrator.migrate({ categories: ['startup', 'release'], confirm: async () => false }),
    ).catch((): { code: string } => ({ code: 'none' }));
    // An empty database is installed, and asks for nothing: with a category named it is not.
    expect(error.code).toBe(code);
    expect(await file.catalog()).toEqual([]);
  });
});

describe('--backup', () => {
  test('copies the files of a run before its first write, and says what it cannot copy', async () => {
    const file = await here.file();
    const postgres = await here.postgres();
    const urls = [file.urls[0]!, postgres.urls[0]!];
    await (await here.migrator(v1, urls)).migrate();
    const folder = join(tempFolder(), 'backups');
    await (await here.migrator({ ...v1, ...v3 }, urls)).migrate({ backup: folder });
    const [copy = ''] = readdirSync(folder);
    const names = new Database(join(folder, copy))
      .prepare("SELECT name FROM sqlite_schema WHERE name IN ('a', 'c')")
      .all();
    expect(names).toEqual([{ name: 'a' }]);
    expect(here.events).toContainEqual({ type: 'backup-skipped', database: 'db1' });
  });

  test('is USAGE where nothing can be copied, or where its folder is a file', async () => {
    const file = await here.file();
    const postgres = await here.postgres();
    await (await here.migrator(v1, [...file.urls, ...postgres.urls])).migrate();
    const onServer = await here.migrator({ ...v1, ...v3 }, postgres.urls);
    expect((await failureOf(onServer.migrate({ backup: tempFolder() }))).code).toBe('USAGE');
    const onFile = await here.migrator({ ...v1, ...v3 }, file.urls);
    expect((await failureOf(onFile.migrate({ backup: pathOf(file.urls[0]!) }))).code).toBe('USAGE');
    expect(await file.history()).toEqual(['V1__a']);
  });
});
