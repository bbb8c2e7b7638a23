import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  checkReadiness,
  createMigrator,
  type LoadedModule,
  loadModule,
  migrateOnStartup,
  openDatabase,
  parityOfDatabases,
} from '../../src/index.ts';
import { bundleModules } from '../../src/files/scaffold/bundle-modules.ts';
import { endOf, freshStore, migratorOn } from '../environment/world.ts';
import { moduleConfig, moduleFolder, pair } from '../files/module-folder.ts';

const files = {
  ...pair('V1__a.sql', 'CREATE TABLE a (id TEXT);\n'),
  ...pair('V2__b.sql', 'CREATE TABLE b (id TEXT);\n'),
};
const half = (folder: string, engine: 'postgres' | 'sqlite'): Promise<LoadedModule> =>
  loadModule(moduleConfig, folder, { engines: [engine] });
const applied = ['V1__a applied', 'V2__b applied'];

describe('a module that was loaded for one engine', () => {
  test.each([
    ['sqlite', 'postgres'],
    ['postgres', 'sqlite'],
  ] as const)('a program loads for %s and migrates a database of %s', async (loaded, engine) => {
    const store = await freshStore(engine);
    const module = await half(moduleFolder(files), loaded);
    expect(await endOf(migratorOn(store.url, module).migrate())).toEqual(applied);
    expect(await endOf(migratorOn(store.url, await half(moduleFolder(files), loaded)).verify())).toEqual(
      applied,
    );
  });

  test('and of both: a pair run', async () => {
    const [sqlite, postgres] = [await freshStore('sqlite'), await freshStore('postgres')];
    await using first = await openDatabase(sqlite.url);
    await using second = await openDatabase(postgres.url);
    const modules = [await half(moduleFolder(files), 'sqlite')];
    const run = createMigrator({ databases: [first, second], modules }).migrate();
    expect(await endOf(run)).toEqual([...applied, ...applied]);
  });

  test('a database of the other engine is never judged by scripts that nobody read', async () => {
    const store = await freshStore('postgres');
    const folder = moduleFolder({ ...files, 'postgres/V2__b.sql': '-- nothing\n' });
    const module = await half(folder, 'sqlite');
    const refused = [expect.stringMatching(/^EMPTY_SCRIPT: .*V2__b\.sql:1/)];
    const migrator = migratorOn(store.url, module);
    for (const run of [
      () => migrator.status(),
      () => migrator.verify(),
      () => migrator.plan(),
      () => migrator.migrate(),
    ])
      expect(await endOf(run())).toEqual(refused);
    await expect(migrateOnStartup({ database: store.url, modules: [module] })).rejects.toMatchObject({
      code: 'EMPTY_SCRIPT',
    });
    expect(await checkReadiness({ database: store.url, modules: [module] })).toMatchObject({
      ready: false,
      code: 'EMPTY_SCRIPT',
    });
    expect(await store.history()).toEqual([]);
    // Mended meanwhile: the files are read again.
    writeFileSync(join(folder, 'postgres/V2__b.sql'), 'CREATE TABLE b (id TEXT);\n');
    expect(await endOf(migrator.migrate())).toEqual(applied);
  });

  test('a start with something to do reads what is left before it writes, and one without does not', async () => {
    const store = await freshStore('sqlite');
    const folder = moduleFolder(files);
    const start = async (): Promise<string> =>
      migrateOnStartup({ database: store.url, modules: [await half(folder, 'sqlite')] }).then(
        ({ outcome }) => outcome,
        ({ code }: { readonly code: string }) => code,
      );
    writeFileSync(join(folder, 'postgres/V2__b.sql'), '-- lockstep: no-op=\n');
    expect(await start()).toBe('BAD_DIRECTIVE');
    expect(await store.query('SELECT name FROM sqlite_schema')).toEqual([]);
    writeFileSync(join(folder, 'postgres/V2__b.sql'), 'CREATE TABLE b (id TEXT);\n');
    expect(await start()).toBe('installed');
    writeFileSync(join(folder, 'postgres/V2__b.sql'), '-- lockstep: no-op=\n');
    expect(await start()).toBe('current');
    expect(
      await checkReadiness({ database: store.url, modules: [await half(folder, 'sqlite')] }),
    ).toMatchObject({ ready: true });
  });

  test('a module with nothing to run holds a run of another one up, as long as it is broken', async () => {
    const store = await freshStore('sqlite');
    const [busy, idle] = [moduleFolder(files), moduleFolder(files)];
    const load = (name: string, folder: string): Promise<LoadedModule> =>
      loadModule({ ...moduleConfig, name, history: `${name}_steps` }, folder, { engines: ['sqlite'] });
    await migratorOn(store.url, await load('idle', idle)).migrate({ to: 'V1' });
    for (const engine of ['postgres', 'sqlite']) rmSync(join(idle, engine, 'V2__b.sql'));
    writeFileSync(join(idle, 'postgres/V1__a.sql'), '-- nothing\n');
    for (const engine of ['postgres', 'sqlite'])
      writeFileSync(join(busy, engine, 'V1__a.sql'), 'CREATE TABLE c (id TEXT);\n');
    const both = [await load('busy', busy), await load('idle', idle)];
    expect(await endOf(migratorOn(store.url, ...both).migrate())).toEqual([
      expect.stringMatching(/^EMPTY_SCRIPT: .*postgres.V1__a/),
    ]);
    expect(await store.query("SELECT name FROM sqlite_schema WHERE name LIKE 'busy%'")).toEqual([]);
  });

  test('what is forbidden in the script that nobody read stops a run all the same', async () => {
    const store = await freshStore('sqlite');
    const folder = moduleFolder({ ...files, 'postgres/V2__b.sql': 'COMMIT;\n' });
    const migrator = migratorOn(store.url, await half(folder, 'sqlite'));
    expect(await endOf(migrator.migrate())).toEqual([
      expect.stringMatching(/^FORBIDDEN_STATEMENT: .*postgres.V2__b/),
    ]);
    expect(await store.query('SELECT name FROM sqlite_schema')).toEqual([]);
  });

  test('a broken one is told by whatever needs it: a bundle, parity, one property', async () => {
    const folder = moduleFolder({ ...files, 'postgres/V2__b.sql': '-- nothing\n' });
    const told = expect.objectContaining({ code: 'EMPTY_SCRIPT' });
    const [module, sqlite] = [await half(folder, 'sqlite'), await freshStore('sqlite')];
    await using database = await openDatabase(sqlite.url);
    expect(caught(() => bundleModules([module]))).toEqual(told);
    await expect(
      parityOfDatabases({ postgres: database, sqlite: database, modules: [module] }),
    ).rejects.toEqual(told);
    // The first script is right: and yet nothing is said of it before all have been judged.
    const script = module.chain[0]!.scripts.postgres!;
    for (const ask of [
      () => script.checksum,
      () => ({ ...script }),
      () => JSON.stringify(script),
      () => 'file' in script,
    ])
      expect(caught(ask)).toEqual(told);
  });
});

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
