import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { adoptBaseline } from '../../src/drift/adopt-baseline.ts';
import type { OpenTwin } from '../../src/drift/compare-with-replay.ts';
import { findDrift } from '../../src/drift/find-drift.ts';
import { twinsAt } from '../../src/drift/open-twins.ts';
import { type Database, databaseAt } from '../../src/drivers/open.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { type LiveStore, type LiveStoreName, liveStores } from '../stores/live-store.ts';
import { config, pair, project } from '../cli/scenarios/project.ts';

const twins: OpenTwin = (live, version, signal) =>
  twinsAt({ address: parseAddress(inject('postgresUrl'), { folder: '.' }) })(live, version, signal);

/** Scratch databases, and something that happens when the last one has gone: behind the replay, before what follows. */
function thenTwins(happen: () => Promise<unknown>): OpenTwin {
  return async (...asked) => {
    const server = await twins(...asked);
    return {
      engine: server.engine,
      create: (signal) => server.create(signal),
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await happen();
      },
    };
  };
}

async function world(name: LiveStoreName): Promise<{
  readonly live: LiveStore;
  readonly folder: string;
  readonly run: (line: string) => Promise<string>;
  readonly options: {
    readonly databases: readonly Database[];
    readonly modules: readonly [Awaited<ReturnType<typeof loadModule>>];
    readonly module: 'app';
    readonly at: 'V1';
  };
}> {
  const live = await liveStores[name]();
  onTestFinished(live.drop);
  const here = await project({
    ...config({ live: live.url }),
    ...pair('V1__a', 'CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY);\n'),
    ...pair('V2__b', 'CREATE TABLE b (id INTEGER NOT NULL PRIMARY KEY);\n'),
  });
  const migrations = { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' };
  const module = await loadModule({ name: 'app', migrations }, here.folder);
  const database = databaseAt(parseAddress(live.url, { folder: here.folder, name: 'live' }));
  onTestFinished(() => database[Symbol.asyncDispose]());
  const options = { databases: [database], modules: [module] as const, module: 'app', at: 'V1' } as const;
  return { live, folder: here.folder, run: here.run, options };
}

/** One in the quick run, whose conformance suites ask the others under the lock; all in the long one. */
const names: readonly LiveStoreName[] =
  process.env['LOCKSTEP_TEST_MODE'] === 'crash'
    ? (Object.keys(liveStores) as LiveStoreName[])
    : ['better-sqlite3'];

describe.each(names)('through %s', (name) => {
  test('a schema that changes behind its comparison is seen under the lock: nothing is adopted', async () => {
    const { live, run, options } = await world(name);
    await live.run('CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY)');
    const openTwin = thenTwins(() => live.run('CREATE INDEX late ON a (id)'));
    await expect(adoptBaseline({ ...options, openTwin })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'live: the schema changed while the database was being compared; nothing was written there',
    });
    expect(await run('status --json')).toContain('BASELINE_REQUIRED');
    await live.run('DROP INDEX late');
    expect((await adoptBaseline({ ...options, openTwin: twins })).verdict).toBe('adopted');
  });

  test('a history that grows behind the comparison stays as it is', async () => {
    const { live, run, options } = await world(name);
    await live.run('CREATE TABLE a (id INTEGER NOT NULL PRIMARY KEY)');
    const openTwin = thenTwins(() => adoptBaseline({ ...options, openTwin: twins }));
    await expect(adoptBaseline({ ...options, openTwin })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('the history changed'),
    });
    expect(await run('status --json')).toContain('"adopted"');
  });

  test('a step that commits between the reading of the history and that of the schema is no drift', async () => {
    const { live, run, options } = await world(name);
    expect(await run('migrate --to V1 --quiet')).toContain('exit code 0');
    const [database] = options.databases;
    const session = await database!.session({ create: false });
    // Another process, in the moment before the catalog is read.
    let isFirst = true;
    const slow = new Proxy(session!, {
      get(target, key) {
        if (key !== 'query') {
          const value = Reflect.get(target, key) as unknown;
          return typeof value === 'function' ? value.bind(target) : value;
        }
        return async (...asked: Parameters<typeof target.query>) => {
          if (isFirst) await run('migrate --quiet');
          isFirst = false;
          return target.query(...asked);
        };
      },
    });
    const held: Database = { ...database!, session: async () => slow };
    const { verdict, modules } = await findDrift({ ...options, databases: [held], openTwin: twins });
    expect({ verdict, modules }).toMatchObject({ verdict: 'same', modules: [{ head: 'V2' }] });
    expect(await live.read('SELECT count(*) FROM schema_migrations')).toEqual(['2']);
  });
});
