import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { removeEmbedded } from '../../src/drivers/embedded/embedded.ts';
import { promisedLines, readBlocks } from '../docs/read-examples.ts';
import { tempFolder } from '../servers/temp-folder.ts';
import { describePackage } from './describe-package.ts';
import { install, pinned } from './install.ts';
import { loadedModules } from './loaded-modules.ts';
import { pack, shell } from './pack.ts';

const root = join(import.meta.dirname, '..', '..');
const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  engines: { node: string };
};
const oldest = engines.node.replace('>=', '');

describePackage('the package', () => {
  let tarball: string;
  /** The package alone: no driver, nothing else. */
  let bare: string;

  beforeAll(async () => {
    tarball = await pack();
    bare = await install(tarball);
  }, 180_000);

  test('holds the build, its declarations and the pages, and nothing else', async () => {
    const { output } = await shell(bare, `tar -tzf ${tarball}`);
    const files = output
      .trim()
      .split('\n')
      .map((path) => path.replace('package/', ''));
    const expected =
      /^(dist\/.+\.js|dist\/.+\.d\.ts|docs\/.+\.(?:md|svg)|README\.md|LICENSE|CHANGELOG\.md|package\.json)$/;
    expect(files.filter((path) => !expected.test(path))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/index.js',
        'dist/index.d.ts',
        'dist/cli/main.js',
        'dist/testing/index.js',
        'dist/testing/index.d.ts',
        'docs/api.md',
        'LICENSE',
      ]),
    );
    const scripts = files.filter((path) => path.endsWith('.js'));
    expect(scripts).not.toContain('dist/stale.js');
    expect(scripts.filter((path) => path.startsWith('dist/gateway'))).toEqual([]);
  });

  test('brings at most 12 packages', () => {
    const lock = JSON.parse(readFileSync(join(bare, 'package-lock.json'), 'utf8')) as {
      packages: Readonly<Record<string, { readonly peer?: boolean }>>;
    };
    const installed = Object.keys(lock.packages).filter(
      (path) => path !== '' && path !== 'node_modules/lockstep',
    );
    expect(installed).toContain('node_modules/commander');
    expect(installed.length).toBeLessThanOrEqual(12);
  });

  test('its entry loads no package, no driver, no parser and no command', () => {
    const loaded = loadedModules('lockstep', bare);
    expect(loaded.names).toContain('createMigrator');
    // In dist the files are joined: what is heavy has chunks of its own.
    const files = loaded.loaded.filter((url) => url.startsWith('file:'));
    expect(files.map((url) => url.replace(/^.*\/node_modules\//, '')).toSorted()).toEqual([
      'lockstep/dist/index.js',
      'lockstep/dist/lib/core.js',
      'lockstep/dist/lib/old-node.js',
    ]);
  });

  test('its test kit loads no package and no driver either: a suite may be about one of them', () => {
    const { loaded, names } = loadedModules('lockstep/testing', bare);
    expect(names.toSorted()).toEqual(['ParityMismatch', 'conformance', 'expectParity', 'scratchDatabase']);
    const files = loaded.filter((url) => url.startsWith('file:'));
    const chunks = files.map((url) => url.replace(/^.*\/node_modules\//, ''));
    expect(chunks).toContain('lockstep/dist/testing/index.js');
    expect(chunks.filter((path) => !path.startsWith('lockstep/dist/'))).toEqual([]);
    expect(chunks).not.toContain('lockstep/dist/cli/main.js');
  });

  test('without a driver it says what to install', async () => {
    expect(await shell(bare, 'npx lockstep init')).toMatchObject({ code: 0 });
    for (const command of ['check', 'status', 'migrate']) {
      const { code, output } = await shell(bare, `npx lockstep ${command}`);
      expect(output).toMatch(/✗ DRIVER_MISSING(?: {2}local)?\n.*\n {2}→ Run: npm install better-sqlite3/);
      expect(code).toBe(2);
    }
  });

  test('README’s five minutes, word for word', async () => {
    const folder = tempFolder();
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const [, chapter = ''] = /^## Five minutes\n([\s\S]*?)^## /m.exec(readme) ?? [];
    const [, text = ''] = /Write `([^`]+)` into both files/.exec(chapter) ?? [];
    expect(text).not.toBe('');
    let last = '';
    for (const block of readBlocks(chapter, 'README.md')) {
      if (block.language === 'ts') {
        writeFileSync(join(folder, 'app.mts'), block.text);
        const { code, output } = await shell(folder, 'node app.mts');
        expect(output.trimEnd().split('\n')).toEqual(promisedLines(block));
        expect(code).toBe(0);
        continue;
      }
      for (const line of block.text.trimEnd().split('\n')) {
        const command = line.replace(/^npm install .*$/, (all) => pinned(all, tarball));
        const { code, output } = await shell(folder, command);
        expect(code, `${line}\n${output}`).toBe(0);
        last = output;
        for (const [file] of /npx lockstep new/.test(line) ? output.matchAll(/migrations\/\S+\.sql/g) : [])
          writeFileSync(join(folder, file), `${text}\n`);
      }
    }
    expect(last).toContain('nothing pending');
    await removeEmbedded({ folder, major: 18 });
  });

  test('the example of docs/testing-kit.md, word for word, in a folder as npm makes it', async () => {
    const folder = tempFolder();
    expect(await shell(folder, 'npm init -y')).toMatchObject({ code: 0 });
    const page = readFileSync(join(root, 'docs/testing-kit.md'), 'utf8');
    const blocks = readBlocks(page, 'docs/testing-kit.md');
    for (const { path, text } of blocks) if (path !== null) writeFileSync(join(folder, path), text);
    const [lines] = blocks.filter(({ language }) => language === 'sh');
    let last = '';
    for (const line of lines?.text.trimEnd().split('\n') ?? []) {
      const command = line.startsWith('npm install')
        ? pinned(line, tarball)
        : line.replace('node --test', 'node --test --test-reporter=tap');
      const { code, output } = await shell(folder, command);
      expect(code, `${line}\n${output}`).toBe(0);
      last = output;
    }
    expect(last).toMatch(/^# pass 3$/m);
    expect(last).toContain('# Subtest: notes: PostgreSQL');
    await removeEmbedded({ folder, major: 18 });
  });

  test('on Node 20 it says that this Node is too old', async () => {
    const { code, output } = await shell(
      bare,
      `npm exec --yes --package=node@20 -- node node_modules/lockstep/dist/cli/main.js status`,
    );
    expect(output).toMatch(/^✗ Lockstep needs Node\.js 22\.22 or later; this is v20\./);
    expect(code).toBe(2);
  });

  test('a program on Node 20 is told so too, before a driver could crash', async () => {
    writeFileSync(
      join(bare, 'old.mjs'),
      `import { openDatabase } from 'lockstep';
        await openDatabase('sqlite:a.db').catch(({ code, message }) => console.log(code, message));`,
    );
    const { code, output } = await shell(bare, 'npm exec --yes --package=node@20 -- node old.mjs');
    expect(output).toMatch(/^ENGINE_TOO_OLD Lockstep needs Node\.js 22\.22 or later; this is v20\./);
    expect(code).toBe(0);
  });

  test(`on Node ${oldest}, the oldest that it names, it does its work`, async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'package.json'), '{}');
    expect(
      await shell(folder, pinned(`npm install lockstep better-sqlite3 node@${oldest}`, tarball)),
    ).toMatchObject({ code: 0 });
    const lockstep = 'node_modules/.bin/node node_modules/lockstep/dist/cli/main.js';
    for (const command of ['init', 'check', 'migrate', 'status', 'verify', 'list']) {
      const { code, output } = await shell(folder, `${lockstep} ${command}`);
      expect(code, `${command}\n${output}`).toBe(0);
    }
  });
});
