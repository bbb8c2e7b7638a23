import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, expect, test } from 'vitest';
import { tempFolder } from '../servers/temp-folder.ts';
import { describePackage } from './describe-package.ts';
import { pack, shell } from './pack.ts';

const attw = join(
  dirname(fileURLToPath(import.meta.resolve('@arethetypeswrong/cli/package.json'))),
  'dist',
  'index.js',
);

/** What a package of this kind may weigh: beyond it something came along that nobody meant to publish. */
const budget = { packed: 460_000, unpacked: 1_600_000, files: 170 };

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

interface Manifest {
  readonly [field: string]: unknown;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly types: string;
}

describePackage('the package as it is published', () => {
  let tarball: string;
  let unpacked: string;
  let manifest: Manifest;

  beforeAll(async () => {
    tarball = await pack();
    unpacked = tempFolder();
    await shell(unpacked, `tar -xzf ${tarball} --strip-components=1`);
    manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as Manifest;
  });

  test('publint finds nothing, strictly', async () => {
    const { buffer } = new Uint8Array(readFileSync(tarball));
    const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest, { color: false }))).toEqual([]);
  });

  test('attw finds no type wrong for importers of ES modules', async () => {
    const { code, output } = await shell(
      unpacked,
      `node ${attw} --profile esm-only --no-emoji --no-color ${tarball}`,
    );
    expect(code, output).toBe(0);
    expect(output).toMatch(/node16 \(from ESM\) *│ OK \(ESM\)/);
  });

  test('everything that package.json names is there, types first', () => {
    const { './package.json': self, ...entries } = manifest.exports;
    expect(Object.keys(entries)).toEqual(['.', './testing']);
    expect(self).toBe('./package.json');
    for (const entry of Object.values(entries))
      expect(Object.keys(entry as object)).toEqual(['types', 'default']);
    const named = [
      ...Object.values(entries).flatMap((entry) => Object.values(entry)),
      ...Object.values(manifest.bin),
      manifest.types,
    ];
    expect(named.filter((path) => !existsSync(join(unpacked, path)))).toEqual([]);
    for (const path of Object.values(manifest.bin))
      expect(readFileSync(join(unpacked, path), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('says where it comes from, as provenance asks, and who may use it', () => {
    expect(manifest).toMatchObject({
      type: 'module',
      license: 'MIT',
      sideEffects: false,
      engines: { node: expect.stringMatching(/^>=\d+\.\d+$/) as string },
      repository: { type: 'git', url: expect.stringMatching(/^git\+https:\/\/.+\.git$/) as string },
      homepage: expect.stringMatching(/^https:\/\//) as string,
      bugs: { url: expect.stringMatching(/^https:\/\//) as string },
      publishConfig: { access: 'public', provenance: true },
    });
    const { url } = manifest['repository'] as { readonly url: string };
    const home = url.replace(/^git\+/, '').replace(/\.git$/, '');
    expect(String(manifest['homepage'])).toContain(home);
    // A script that runs where the package is installed is refused by many, and none is needed.
    const scripts = Object.keys(manifest['scripts'] as object);
    expect(scripts.filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });

  test('npm has nothing to correct in it', async () => {
    const { code, output } = await shell(unpacked, `npm publish --dry-run --ignore-scripts --loglevel=warn`);
    expect(code, output).toBe(0);
    // That nobody is logged in is no matter of the package; the other is one of the machine's own settings.
    const warnings = output
      .split('\n')
      .filter((line) => /^npm (warn|error)/.test(line))
      .filter((line) => !/requires you to be logged in|Unknown (user|env) config/.test(line));
    expect(warnings).toEqual([]);
  });

  test('what is loaded on demand is where it is asked for, under the name that is asked for', () => {
    const lib = join(unpacked, 'dist/lib');
    const codeOf = (file: string): string => readFileSync(join(lib, file), 'utf8');
    const asked = readdirSync(lib)
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [
        ...codeOf(file).matchAll(/\(await import\("\.\/(.+?)"\)\)\.(\w+)/g),
        ...codeOf(file).matchAll(/import\("\.\/(.+?)"\)\.then\(\(\{ (\w+) \}\)/g),
      ]);
    expect(asked.length).toBeGreaterThan(20);
    for (const [all, file = '', name = ''] of asked) {
      const [, exported = ''] = /^export \{ (.+) \};$/m.exec(codeOf(file)) ?? [];
      expect(exported.split(', '), all).toContain(name);
    }
  });

  test('what a start loads does not bring along what writes', () => {
    for (const file of ['core.js', 'postgres.js']) {
      const imports = readFileSync(join(unpacked, 'dist/lib', file), 'utf8').matchAll(
        /^import .+"\.\/(.+)";$/gm,
      );
      expect(
        [...imports].map(([, from]) => from).filter((from) => from !== 'core.js'),
        file,
      ).toEqual(file === 'core.js' ? ['old-node.js'] : []);
    }
  });

  test('stays within its size', async () => {
    const { output } = await shell(unpacked, `npm pack --dry-run --json --ignore-scripts ${tarball}`);
    const [packed] = JSON.parse(output.slice(output.indexOf('['))) as [Packed];
    const biggest = [...packed.files]
      .sort((a, b) => b.size - a.size)
      .slice(0, 12)
      .map(({ path, size }) => `${String(size).padStart(8)} ${path}`);
    const size = { packed: packed.size, unpacked: packed.unpackedSize, files: packed.files.length };
    console.log(
      `lockstep: ${kB(size.packed)} packed, ${kB(size.unpacked)} unpacked, ${size.files} files (at most ${kB(budget.packed)}, ${kB(budget.unpacked)}, ${budget.files})`,
    );
    for (const [name, limit] of Object.entries(budget)) {
      expect(size[name as keyof typeof size], [name, ...biggest].join('\n')).toBeLessThanOrEqual(limit);
    }
  });
});

function kB(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
