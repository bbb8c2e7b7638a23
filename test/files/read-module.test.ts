import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { loadModule } from '../../src/files/load-module.ts';
import { readModule } from '../../src/files/read-module.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { after, type Files, header, moduleConfig, moduleFolder, pair, v1 } from './module-folder.ts';

describe('what is refused', () => {
  it.each([
    ['out of the folder', '../elsewhere.sql', 'out of the folder'],
    ['to the other side', '../postgres/V1__a.sql', 'out of the folder'],
    ['nowhere', 'V9__nothing.sql', 'leads nowhere'],
    ['to its own folder', '.', 'out of the folder'],
  ])('a symbolic link %s: BAD_FILE_NAME', async (_, target, says) => {
    const folder = moduleFolder({ 'postgres/V1__a.sql': 'SELECT 1;\n' });
    writeFileSync(join(folder, 'elsewhere.sql'), 'SELECT 1;\n');
    symlinkSync(target, join(folder, 'sqlite/V1__a.sql'));
    await expect(loadModule(moduleConfig, folder)).rejects.toMatchObject({
      code: 'BAD_FILE_NAME',
      message: expect.stringContaining(says),
      details: { file: join(folder, 'sqlite/V1__a.sql') },
    });
  });

  it('a folder that does not exist: CONFIG_INVALID with key and path', async () => {
    const folder = tempFolder();
    const error = readModule(moduleConfig, folder);
    await expect(error).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: `migrations.postgres of module "app": the folder ${join(folder, 'postgres')} does not exist.`,
    });
  });

  it('lists every finding, and names the first', async () => {
    const folder = moduleFolder({
      ...pair('V1__a.sql', ''),
      'sqlite/x.txt': '',
      'postgres/V2__b.sql': 'SELECT 1;',
    });
    const { module, findings } = await readModule(moduleConfig, folder);
    expect(module).toBeNull();
    expect(findings.map(({ code }) => code)).toEqual([
      'EMPTY_SCRIPT',
      'BAD_FILE_NAME',
      'EMPTY_SCRIPT',
      'TWIN_MISSING',
    ]);
    await expect(loadModule(moduleConfig, folder)).rejects.toMatchObject({
      code: 'EMPTY_SCRIPT',
      message: expect.stringContaining('3 more'),
      details: { findings },
    });
  });
});

test('a reference that leads nowhere is told on both sides', async () => {
  const folder = moduleFolder({ ...v1, ...pair('S001__s.sql', after('V7')) });
  const { findings } = await readModule(moduleConfig, folder);
  expect(findings.map(({ rule, file }) => [rule, file])).toEqual(
    ['postgres', 'sqlite'].map((engine) => ['after-reference', join(folder, engine, 'S001__s.sql')]),
  );
});

describe('what is no mistake', () => {
  it.each<[string, Files, Partial<ModuleConfig>]>([
    ['an empty module', {}, {}],
    ['the files of git and the Finder', { ...v1, 'sqlite/.gitkeep': '', 'postgres/.DS_Store': '' }, {}],
    [
      'requires in another order',
      {
        ...v1,
        ...pair('DM001__d.sql', after('V1')),
        ...pair('DM002__e.sql', after('V1')),
        'postgres/V2__b.sql': header('requires=DM001', 'requires=DM002'),
        'sqlite/V2__b.sql': header('requires=DM002', 'requires=DM001'),
      },
      {},
    ],
    [
      'a declared no-op',
      { 'postgres/V1__a.sql': 'SELECT 1;', 'sqlite/V1__a.sql': '-- lockstep: no-op="nothing to do"\n' },
      {},
    ],
    [
      'a module on one engine',
      { 'sqlite/V1__a.sql': 'SELECT 1;' },
      { migrations: { postgres: null, sqlite: 'sqlite' } },
    ],
    ['a baseline above the first version of an empty folder', {}, { baseline: { version: 17 } }],
  ])('%s', async (_, files, config) => {
    const { findings, module } = await readModule({ ...moduleConfig, ...config }, moduleFolder(files));
    expect(findings).toEqual([]);
    expect(module).not.toBeNull();
  });

  it('a symbolic link that stays in the folder', async () => {
    const folder = moduleFolder({ ...v1, 'postgres/V2__b.sql': 'SELECT 1;\n' });
    symlinkSync('V1__a.sql', join(folder, 'sqlite/V2__b.sql'));
    const { chain } = await loadModule(moduleConfig, folder);
    expect(chain.map(({ scripts }) => scripts.sqlite?.text)).toEqual(['SELECT 1;\n', 'SELECT 1;\n']);
  });
});

describe('a loaded module', () => {
  it('holds names, order, scripts, history and baseline', async () => {
    const folder = moduleFolder({
      ...pair('V10__b.sql', header('category=release', 'requires=DM001')),
      'postgres/V9__a.sql': '-- lockstep: transaction=none\nCREATE TABLE Users (id TEXT);\n',
      'sqlite/V9__a.sql': '\uFEFF-- lockstep: changes=users.id "new"\r\nCREATE TABLE Users (id TEXT);\r\n',
      ...pair('DM001__d.sql', after('V9')),
    });
    const module = await loadModule({ ...moduleConfig, schema: 'App', history: 'steps' }, folder);
    expect(module).toMatchObject({
      name: 'app',
      profile: 'versioned',
      baseline: { version: 9, policy: 'upgrade' },
      history: { postgres: { schema: 'App', table: 'steps' }, sqlite: { schema: null, table: 'steps' } },
      folders: { postgres: join(folder, 'postgres'), sqlite: join(folder, 'sqlite') },
    });
    expect(
      module.chain.map(({ name, category, after, requires }) => [name, category, after, requires]),
    ).toEqual([
      ['V9__a', 'startup', null, []],
      ['DM001__d', 'data', 'V9', []],
      ['V10__b', 'release', null, ['DM001']],
    ]);
    expect(module.chain[0]?.scripts).toMatchObject({
      postgres: { transaction: 'none', createdTables: ['App.users'], leftOut: [] },
      sqlite: {
        text: 'CREATE TABLE Users (id TEXT);\n',
        leftOut: [1],
        createdTables: ['users'],
        changes: [{ table: 'users', column: 'id', reason: 'new' }],
      },
    });
  });

  it('has the same checksum with a byte order mark, with CRLF and without', async () => {
    const text = 'CREATE TABLE a (id TEXT);\nSELECT 1;\n';
    const variants = [
      text,
      `\uFEFF${text}`,
      text.replaceAll('\n', '\r\n'),
      `-- lockstep: allow=x "y"\n${text}`,
    ];
    const checksums = await Promise.all(
      variants.map(async (variant) => {
        const { chain } = await loadModule(moduleConfig, moduleFolder(pair('V1__a.sql', variant)));
        return chain[0]?.scripts.sqlite?.checksum;
      }),
    );
    expect(new Set(checksums).size).toBe(1);
    expect(checksums[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('speaks of files as seen from the working folder', async () => {
    const { chain, folders } = await loadModule(
      { name: 'gateway', migrations: { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' } },
      process.cwd(),
    );
    expect(folders.sqlite).toBe(join('migrations', 'sqlite'));
    expect(chain[0]?.scripts.postgres?.file).toBe(join('migrations', 'postgres', 'V17__baseline.sql'));
  });
});
