import { expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import type { LoadedModule } from '../../src/core/migration.ts';
import type { Schema } from '../../src/core/schema.ts';
import type { ScratchServer } from '../../src/drivers/scratch/scratch.ts';
import { loadModule } from '../../src/files/load-module.ts';
import { parseAddress } from '../../src/modules/parse-address.ts';
import { emptyParityFile, type ParityFile } from '../../src/parity/difference.ts';
import type { ModuleParity, ParityReport } from '../../src/parity/report.ts';
import { parityOfModules } from '../../src/parity/run/parity-of-modules.ts';
import { upgradeParity } from '../../src/parity/run/path-parity.ts';
import { readVersions } from '../../src/parity/run/read-versions.ts';
import { openScratchServers, type ScratchServers } from '../../src/replay/open-scratch-servers.ts';
import { type Files, project } from '../cli/scenarios/project.ts';
import { createPostgresDatabase } from '../servers/postgres.ts';

interface ModuleFiles {
  readonly postgres?: Files;
  readonly sqlite?: Files;
  readonly more?: object;
}

/** A module with these scripts; null on an engine without any. */
async function load(name: string, { postgres, sqlite, more }: ModuleFiles): Promise<LoadedModule> {
  const put = (engine: string, files: Files = {}): Files =>
    Object.fromEntries(Object.entries(files).map(([file, text]) => [`${engine}/${file}.sql`, text]));
  const { folder } = await project({ ...put('postgres', postgres), ...put('sqlite', sqlite) });
  const migrations = {
    postgres: postgres === undefined ? null : 'postgres',
    sqlite: sqlite === undefined ? null : 'sqlite',
  };
  return loadModule({ name, migrations, ...more }, folder);
}

async function scratch(): Promise<ScratchServers> {
  const { url, drop } = await createPostgresDatabase();
  const servers = await openScratchServers({ address: parseAddress(url, { folder: '/' }) });
  onTestFinished(async () => {
    await servers[Symbol.asyncDispose]();
    await drop();
  });
  return servers;
}

async function compare(
  modules: readonly LoadedModule[],
  file: ParityFile = emptyParityFile,
  onEvent: (event: RunEvent) => void = () => undefined,
): Promise<ParityReport> {
  const { servers } = await scratch();
  return parityOfModules({
    modules: modules.map((module) => ({ module, file })),
    servers,
    at: 'each',
    onEvent,
  });
}

function errors({ differences }: ModuleParity): readonly string[] {
  return differences
    .filter(({ severity }) => severity === 'error')
    .map(({ id, since }) => `${id} since ${since}`);
}

const both = (files: Files): ModuleFiles => ({ postgres: files, sqlite: files });

test('modules share a pair of databases, and each has its own tables', async () => {
  const users = await load(
    'users',
    both({ V1__users: 'CREATE TABLE users (id text NOT NULL PRIMARY KEY);' }),
  );
  const teams = await load('teams', {
    postgres: {
      V1__teams:
        'CREATE TABLE teams (id text NOT NULL PRIMARY KEY, owner text REFERENCES public.users (id));',
      V2__n: 'ALTER TABLE teams ADD COLUMN n integer;',
    },
    sqlite: {
      V1__teams: 'CREATE TABLE teams (id text NOT NULL PRIMARY KEY, owner text REFERENCES users (id));',
      V2__n: '-- lockstep: no-op="forgotten"\n',
    },
    more: { schema: 'teams', history: 'teams_migrations' },
  });
  const audit = await load('audit', {
    postgres: { V1__audit: 'CREATE TABLE audit (id text PRIMARY KEY);' },
    more: { schema: 'audit', history: 'audit_migrations' },
  });
  const started: string[] = [];
  const report = await compare([users, teams, audit], emptyParityFile, (event) => {
    if (event.type === 'migration-started')
      started.push(`${event.database} ${event.module} ${event.migration}`);
  });
  expect(report.verdict).toBe('differs');
  expect(report.modules.map(({ module, tables }) => [module, tables])).toEqual([
    ['users', ['users']],
    ['teams', ['teams']],
    ['audit', []],
  ]);
  expect(report.modules.map(errors)).toEqual([[], ['column:sqlite:teams.n since V2'], []]);
  expect(report.modules[2]?.notCompared).toMatchObject([{ side: 'sqlite', kind: 'module', name: 'audit' }]);
  expect(started.filter((line) => line.includes('teams'))).toHaveLength(4);
});

test('since is the first step of the last stretch in which it stood', async () => {
  const module = await load('app', {
    postgres: {
      V1__a: 'CREATE TABLE a (id text NOT NULL PRIMARY KEY, n integer);',
      V2__a: '-- lockstep: no-op="there"\n',
      V3__a: '-- lockstep: no-op="there"\n',
      V4__a: 'CREATE TABLE b (id text NOT NULL PRIMARY KEY);',
    },
    sqlite: {
      V1__a: 'CREATE TABLE a (id text NOT NULL PRIMARY KEY);',
      V2__a: 'ALTER TABLE a ADD COLUMN n integer;',
      V3__a: 'ALTER TABLE a DROP COLUMN n;',
      V4__a: 'CREATE TABLE b (id text NOT NULL PRIMARY KEY);',
    },
  });
  const { modules } = await compare([module]);
  expect(modules.map(errors)).toEqual([['column:sqlite:a.n since V3']]);
  expect(modules[0]?.firstDiverged).toBe('V3');
  expect(modules[0]?.versions.map(({ step, errors: count }) => `${step} ${count}`)).toEqual([
    'V1 1',
    'V2 0',
    'V3 1',
    'V4 1',
  ]);
});

test('no module', async () => {
  const { verdict, modules } = await compare([]);
  expect({ verdict, modules }).toEqual({ verdict: 'parity', modules: [] });
});

test('an upgrade from the files of an earlier release ends where a fresh install does, or says where not', async () => {
  const earlier = both({ V1__a: 'CREATE TABLE a (id text NOT NULL PRIMARY KEY);' });
  const today = await load('app', both({ ...earlier.sqlite, V2__b: 'ALTER TABLE a ADD COLUMN b text;' }));
  const late = await load(
    'app',
    both({
      ...earlier.sqlite,
      S001__s: '-- lockstep: after=V1\nALTER TABLE a ADD COLUMN s text;',
      V2__b: 'ALTER TABLE a ADD COLUMN b text;',
    }),
  );
  const before = await load('app', both({ ...earlier.sqlite, V2__b: 'ALTER TABLE a ADD COLUMN b text;' }));
  const { servers } = await scratch();
  for (const engine of ['postgres', 'sqlite'] as const) {
    const server = servers[engine];
    const upgraded = async (module: LoadedModule, from: LoadedModule): Promise<number> => {
      const fresh = await freshOf(module, server);
      let populated = 0;
      const populate = async (): Promise<void> => void populated++;
      const result = await upgradeParity({ module, server, fresh, earlier: from, from: 'v1', populate });
      expect(result).toMatchObject({ engine, path: 'from v1, upgraded' });
      expect(populated).toBe(1);
      return result.differences.length;
    };
    expect(await upgraded(today, await load('app', earlier))).toBe(0);
    // The seed came late: its column stands behind the other one.
    expect(await upgraded(late, before)).toBeGreaterThan(0);
  }
});

async function freshOf(module: LoadedModule, server: ScratchServer): Promise<Schema> {
  const database = await server.create();
  try {
    const versions = await readVersions(database, [module], module, {});
    return versions.at(-1)!.schema;
  } finally {
    await database[Symbol.asyncDispose]();
  }
}
