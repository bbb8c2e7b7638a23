import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/modules/load-config.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { loadInNode } from './load-in-node.ts';

const config = { modules: [{ name: 'app', migrations: { postgres: 'pg', sqlite: null } }] };
const json = JSON.stringify(config);
const exported = `export default ${json};\n`;

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

describe('where a configuration is found', () => {
  it.each([
    ['lockstep.config.ts', `const config: object = ${json};\nexport default config;\n`],
    ['lockstep.config.js', exported],
    ['lockstep.config.mjs', exported],
    ['lockstep.config.json', json],
    ['lockstep.config.json', `\uFEFF${json}\r\n`],
  ])('%s of the working folder', async (name, text) => {
    const cwd = folderWith({ [name]: text, 'package.json': '{ "type": "module" }' });
    expect(await loadConfig({ cwd })).toEqual({ config, file: join(cwd, name), folder: cwd });
  });

  it('the named file, whose folder is the base of relative paths', async () => {
    const cwd = folderWith({ 'lockstep.config.json': '{}', 'deploy/store.json': json });
    const file = join(cwd, 'deploy/store.json');
    expect(await loadConfig({ cwd, file: 'deploy/store.json' })).toEqual({
      config,
      file,
      folder: join(cwd, 'deploy'),
    });
  });
});

describe('a .ts configuration in a folder of its own', () => {
  const typed = `import { defineConfig } from 'lockstep';\nexport default defineConfig(${json});\n`;

  it('needs no installed package and no package.json', () => {
    expect(loadInNode(folderWith({ 'lockstep.config.ts': typed }))).toEqual(config);
  });

  it('loads without a warning beside a package.json of no type', () => {
    expect(loadInNode(folderWith({ 'lockstep.config.ts': typed, 'package.json': '{}' }))).toEqual(config);
  });

  it('uses the package that is installed beside it', () => {
    const files = {
      'lockstep.config.ts': typed,
      'node_modules/lockstep/package.json': '{ "type": "module", "exports": "./index.js" }',
      'node_modules/lockstep/index.js':
        'export const defineConfig = (config) => ({ ...config, default: ["x"], databases: { x: "y" } });',
    };
    expect(loadInNode(folderWith(files))).toMatchObject({ default: ['x'] });
  });
});

describe('what is refused with CONFIG_INVALID', () => {
  it('a folder below the one with the configuration, which is named and not taken', async () => {
    const folder = folderWith({ 'lockstep.config.json': json, 'src/store/a.txt': '' });
    await expect(loadConfig({ cwd: join(folder, 'src/store') })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      hint: `Run it in ${folder}, or with --config ../../lockstep.config.json.`,
    });
  });

  it.each<[string, Readonly<Record<string, string>>, string | undefined, string, object]>([
    ['no configuration', {}, undefined, 'There is no configuration', {}],
    [
      'two configurations',
      { 'lockstep.config.ts': exported, 'lockstep.config.json': json },
      undefined,
      'more than one',
      { found: ['lockstep.config.ts', 'lockstep.config.json'] },
    ],
    ['a named file that does not exist', {}, 'other.json', 'no configuration file', {}],
    ['a named module that does not exist', {}, 'other.ts', 'no configuration file', {}],
    ['another kind of file', { 'a.yaml': '' }, 'a.yaml', 'no configuration file', {}],
    [
      'a comma too many',
      { 'lockstep.config.json': '{\n  "modules": [],\n}' },
      undefined,
      'lockstep.config.json:3:1',
      { line: 3, column: 1 },
    ],
    [
      'a missing comma',
      { 'lockstep.config.json': '{ "a": 1\n  "b": 2 }' },
      undefined,
      'lockstep.config.json:2:3',
      { line: 2, column: 3 },
    ],
    [
      'a broken word',
      { 'lockstep.config.json': '{\n "a": tru }' },
      undefined,
      'lockstep.config.json:2:10',
      { line: 2, column: 10 },
    ],
    [
      'a text that ends too early',
      { 'lockstep.config.json': '{\n "a": 1' },
      undefined,
      'lockstep.config.json:2:8',
      { line: 2, column: 8 },
    ],
    [
      'an empty file',
      { 'lockstep.config.json': '' },
      undefined,
      'lockstep.config.json:1:1',
      { line: 1, column: 1 },
    ],
    [
      'a module that throws',
      { 'lockstep.config.mjs': 'throw new Error("no luck with postgres://u:hunter2@h/d");' },
      undefined,
      'no luck',
      {},
    ],
    [
      'a module without a default export',
      { 'lockstep.config.mjs': 'export const config = {};' },
      undefined,
      'found nothing',
      {},
    ],
    [
      'a wrong setting',
      { 'lockstep.config.json': '{ "modules": [] }' },
      undefined,
      'lockstep.config.json: modules: expected',
      { key: 'modules' },
    ],
  ])('%s', async (_, files, file, says, details) => {
    const error = await loadConfig({ cwd: folderWith(files), ...(file === undefined ? {} : { file }) }).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(says), details });
    expect((error as Error).message).not.toContain('hunter2');
  });

  it('a missing one with the command that writes one', async () => {
    await expect(loadConfig({ cwd: tempFolder() })).rejects.toMatchObject({
      hint: expect.stringContaining('lockstep init'),
    });
  });

  it('broken JSON, without the text around the mistake', async () => {
    const text = '{ "databases": { "a": "postgres://u:hunter2@h/d", "b": hunter2 } }';
    const error = (await loadConfig({ cwd: folderWith({ 'lockstep.config.json': text }) }).catch(
      (caught: unknown) => caught,
    )) as Error;
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('hunter2');
  });
});
