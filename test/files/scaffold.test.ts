import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadModule } from '../../src/files/load-module.ts';
import { readModule } from '../../src/files/read-module.ts';
import { initProject, missingIgnores } from '../../src/files/scaffold/init-project.ts';
import { type NewMigrationOptions, newMigration } from '../../src/files/scaffold/new-migration.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import { loadInNode } from '../modules/load-in-node.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { type Files, moduleConfig, moduleFolder, pair, v1 } from './module-folder.ts';

describe('initProject', () => {
  it('writes a configuration and a first pair that load as they are', async () => {
    const folder = tempFolder();
    const files = await initProject(folder);
    expect(files).toEqual(
      [
        'lockstep.config.ts',
        'migrations/postgres/V1__create_notes.sql',
        'migrations/sqlite/V1__create_notes.sql',
        '.gitignore',
      ].map((file) => join(folder, file)),
    );
    rmSync(join(folder, 'lockstep.config.ts'));
    const migrations = { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' };
    const { chain } = await loadModule({ name: 'app', migrations }, folder);
    expect(chain.map(({ id, scripts }) => [id, scripts.sqlite?.createdTables])).toEqual([['V1', ['notes']]]);
  });

  it('writes a configuration whose default database needs no server', async () => {
    const folder = tempFolder();
    await initProject(folder);
    const config = loadInNode(folder);
    expect(config).toMatchObject({ databases: { local: 'sqlite:.data/app.db' }, default: ['local'] });
  });

  it('keeps the local database and embedded servers out of git', async () => {
    const folder = tempFolder();
    expect(await missingIgnores(folder)).toEqual(['.data/', '.lockstep/']);
    await initProject(folder);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('.data/\n.lockstep/\n');
    expect(await missingIgnores(folder)).toEqual([]);
  });

  it.each([
    ['node_modules/\n', ['.data/', '.lockstep/']],
    ['.data\r\n/.lockstep/**\r\n', []],
    ['/.data/*\n', ['.lockstep/']],
  ])('leaves a .gitignore of %j as it is, and knows what it lacks', async (text, missing) => {
    const folder = tempFolder();
    writeFileSync(join(folder, '.gitignore'), text);
    await initProject(folder);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe(text);
    expect(await missingIgnores(folder)).toEqual(missing);
  });

  it.each(['lockstep.config.json', 'lockstep.config.mjs', 'migrations/sqlite/V3__mine.sql'])(
    'refuses a folder that has %s, and writes nothing',
    async (existing) => {
      const folder = tempFolder();
      mkdirSync(join(folder, 'migrations/sqlite'), { recursive: true });
      writeFileSync(join(folder, existing), 'mine');
      const before = readdirSync(folder, { recursive: true }).sort();
      await expect(initProject(folder)).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining(existing),
        details: { existing: [existing] },
      });
      expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
      expect(readFileSync(join(folder, existing), 'utf8')).toBe('mine');
    },
  );
});

describe('newMigration', () => {
  const create = (
    files: Files,
    options: Partial<NewMigrationOptions>,
    config: Partial<ModuleConfig> = {},
  ) => {
    const baseFolder = moduleFolder(files);
    const made = newMigration({ config: { ...moduleConfig, ...config }, baseFolder, name: 'x', ...options });
    return made.then(({ id, files: paths }) => ({
      id,
      names: paths.map((path) => path.slice(baseFolder.length + 1)),
      texts: paths.map((path) => readFileSync(path, 'utf8')),
      baseFolder,
    }));
  };
  const numbered = { naming: 'numbered' } as const;

  it.each<[string, Files, Partial<NewMigrationOptions>, Partial<ModuleConfig>, string]>([
    ['the first version', {}, {}, {}, 'V1__x.sql'],
    ['the first version of a baseline', {}, {}, { baseline: { version: 17 } }, 'V17__x.sql'],
    ['the next version', { ...v1, ...pair('V9__b.sql') }, {}, {}, 'V10__x.sql'],
    ['above the twin that is ahead', { ...v1, 'sqlite/V4__b.sql': '' }, {}, {}, 'V5__x.sql'],
    [
      'a release version counts with the others',
      pair('V9__b.sql'),
      { category: 'release' },
      {},
      'V10__x.sql',
    ],
    ['a seed', { ...v1, ...pair('S004__s.sql') }, { category: 'seed' }, {}, 'S005__x.sql'],
    ['a data step', v1, { category: 'data' }, {}, 'DM001__x.sql'],
    ['numbered startup', { ...pair('009_a.sql'), ...pair('150_b.sql') }, {}, numbered, '010_x.sql'],
    ['numbered release', pair('009_a.sql'), { category: 'release' }, numbered, '100_x.sql'],
    ['numbered seed', {}, { category: 'seed' }, numbered, 'S001_x.sql'],
    [
      'above a legacy name',
      pair('old.sql'),
      {},
      { legacyNames: [{ file: 'old.sql', version: 7, category: 'startup' }] },
      'V8__x.sql',
    ],
  ])('%s', async (_, files, options, config, expected) => {
    const { names } = await create(files, options, config);
    expect(names).toEqual([`postgres/${expected}`, `sqlite/${expected}`]);
  });

  it.each<[string, Partial<NewMigrationOptions>, Partial<ModuleConfig>, string]>([
    ['a seed stands behind the newest version', { category: 'seed' }, {}, '-- lockstep: after=V10\n'],
    ['a data step too', { category: 'data' }, {}, '-- lockstep: after=V10\n'],
    ['a release version says so', { category: 'release' }, {}, '-- lockstep: category=release\n'],
    ['a startup version has no header', {}, {}, '-- Say what'],
  ])('%s', async (_, options, config, begin) => {
    const { texts } = await create({ ...pair('V9__a.sql'), ...pair('V10__b.sql') }, options, config);
    for (const text of texts) expect(text.startsWith(begin)).toBe(true);
  });

  it('is refused as empty until its statements are written', async () => {
    const { baseFolder, names } = await create(v1, { category: 'seed' });
    const codes = async () => (await readModule(moduleConfig, baseFolder)).findings.map(({ code }) => code);
    expect(await codes()).toEqual(['EMPTY_SCRIPT', 'EMPTY_SCRIPT']);
    for (const name of names) writeFileSync(join(baseFolder, name), 'SELECT 1;\n', { flag: 'a' });
    expect(await codes()).toEqual([]);
  });

  it('declares a no-op with its reason on the other engine', async () => {
    const reason = 'SQLite needs "nothing"\nC:\\ either';
    const { baseFolder, names } = await create(v1, { only: 'postgres', reason, category: 'release' });
    expect(names).toEqual(['postgres/V2__x.sql', 'sqlite/V2__x.sql']);
    writeFileSync(join(baseFolder, 'postgres/V2__x.sql'), 'SELECT 1;\n', { flag: 'a' });
    const { chain } = await loadModule(moduleConfig, baseFolder);
    expect(chain[1]).toMatchObject({
      category: 'release',
      scripts: { postgres: { noOp: null }, sqlite: { noOp: 'SQLite needs "nothing" C:\\ either' } },
    });
  });

  it('writes one file for a module on one engine, and makes its folder', async () => {
    const { names } = await create({}, {}, { migrations: { postgres: null, sqlite: 'new/folder' } });
    expect(names).toEqual(['new/folder/V1__x.sql']);
  });

  it.each([
    ['Add User Email', 'add_user_email'],
    ['addUserEmail', 'add_user_email'],
    ['add-user.email', 'add_user_email'],
    ['_x__y_', 'x_y'],
    ['drop 2 tables.sql', 'drop_2_tables'],
  ])('turns %j into %s', async (name, expected) => {
    expect((await create({}, { name })).names[0]).toBe(`postgres/V1__${expected}.sql`);
  });

  it.each<[string, Files, Partial<NewMigrationOptions>, Partial<ModuleConfig>, string]>([
    ['an empty name', {}, { name: ' - ' }, {}, 'cannot be the name'],
    ['a path', {}, { name: '../x' }, {}, 'cannot be the name'],
    ['letters of other alphabets', {}, { name: 'größe' }, {}, 'cannot be the name'],
    ['--only without --reason', {}, { only: 'sqlite' }, {}, 'belong together'],
    ['--only with a blank reason', {}, { only: 'sqlite', reason: ' ' }, {}, 'belong together'],
    ['--reason without --only', {}, { reason: 'why' }, {}, 'belong together'],
    [
      '--only for an engine without the module',
      {},
      { only: 'postgres', reason: 'why' },
      { migrations: { postgres: null, sqlite: 'sqlite' } },
      'does not exist on postgres',
    ],
    ['a seed before the first version', {}, { category: 'seed' }, {}, 'no version yet'],
    ['no number left', pair('099_a.sql'), {}, numbered, '099 is taken'],
  ])('refuses %s', async (_, files, options, config, says) => {
    await expect(create(files, options, config)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(says),
    });
  });

  it('never overwrites, and leaves no half pair: of processes at once one gets the number', async () => {
    const baseFolder = moduleFolder({});
    const tries = Array.from({ length: 8 }, () =>
      newMigration({ config: moduleConfig, baseFolder, name: 'x' }),
    );
    const results = await Promise.allSettled(tries);
    const made = results.filter(({ status }) => status === 'fulfilled');
    expect(made.length).toBeGreaterThan(0);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'USAGE' });
    }
    const sides = ['postgres', 'sqlite'].map((side) => readdirSync(join(baseFolder, side)));
    expect(sides[0]).toEqual(sides[1]);
    expect(sides[0]).toHaveLength(made.length);
  });
});
