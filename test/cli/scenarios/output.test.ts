import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chain, config, project } from './project.ts';

/** Nobody listens there: what gets that far ends with DATABASE_UNREACHABLE. */
const scratch = '--scratch postgres://127.0.0.1:1/none';

describe('--output', () => {
  test.for([
    ['', 'USAGE\n  --output names no file'],
    ['.', 'USAGE\n  --output names a folder: .\n  → Name a file in it.'],
    ['reports/', 'USAGE\n  --output names a folder: reports/\n  → Name a file in it.'],
    [
      'lockstep.config.json/parity.md',
      /USAGE\n {2}lockstep.config.json\/parity.md cannot be written: ENOTDIR/,
    ],
  ] as const)('"%s" is refused before anything is replayed', async ([file, says]) => {
    const here = await project({ ...config(), ...chain });
    expect(await here.run(`parity ${scratch} --output "${file}"`)).toMatch(says);
    expect(await here.run(`bundle --out "${file}"`)).toMatch(
      typeof says === 'string' ? says.replace('--output', '--out') : says,
    );
  });

  test.skipIf(!existsSync('/proc/self'))(
    'in a file system that takes no folders (Linux: /proc)',
    async () => {
      const here = await project({ ...config(), ...chain });
      expect(await here.run(`parity ${scratch} --output /proc/none/parity.md`)).toMatchInlineSnapshot(`
      "--- standard error
      ✗ USAGE
        /proc/none/parity.md cannot be written: ENOENT: no such file or directory, mkdir '/proc/none'
        → Name a file in a folder that is writable.
      --- exit code 2
      "
    `);
      expect(await here.run('bundle --out /proc/none/a/b.ts')).toMatch(/USAGE\n.*mkdir '\/proc\/none'/);
    },
  );

  test('leaves nothing where the work does not come to its end', async () => {
    const here = await project({ ...config(), ...chain });
    const before = readdirSync(here.folder);
    expect(await here.run(`parity ${scratch} --output reports/new/parity.md`)).toContain(
      'DATABASE_UNREACHABLE',
    );
    expect(readdirSync(here.folder)).toEqual(before);
    await here.write('parity.md', 'earlier');
    await here.run(`parity ${scratch} --output parity.md`);
    expect(await here.read('parity.md')).toBe('earlier');
  });

  test('never takes the place of the project’s own files: what was reviewed, a script', async () => {
    const files = config();
    const { modules, ...rest } = JSON.parse(files['lockstep.config.json'] ?? '') as { modules: object[] };
    const parity = 'migrations/parity.json';
    const here = await project({
      ...chain,
      'lockstep.config.json': JSON.stringify({
        modules: modules.map((each) => ({ ...each, parity })),
        ...rest,
      }),
      [parity]: '{}',
      'sub/keep.txt': '',
    });
    for (const file of [parity, 'lockstep.config.json', 'migrations/sqlite/report.md', `sub/../${parity}`])
      expect(await here.run(`parity ${scratch} --output ${file}`)).toMatch(
        /^--- standard error\n✗ USAGE\n {2}--output /,
      );
    expect(await here.run('bundle --out migrations/sqlite/bundle.ts')).toContain('project’s own files');
    expect(await here.read(parity)).toBe('{}');
    expect(await here.run(`parity ${scratch} --output migrations/report.md`)).toContain(
      'DATABASE_UNREACHABLE',
    );
  });

  test('makes its folders, keeps the mode of a file, and goes through a link', async () => {
    const here = await project({ ...config(), ...chain });
    expect(await here.run('bundle --out a/b/bundle.ts')).toContain('exit code 0');
    const file = join(here.folder, 'a/b/bundle.ts');
    chmodSync(file, 0o640);
    mkdirSync(join(here.folder, 'c'));
    symlinkSync(file, join(here.folder, 'c/link.ts'));
    expect(await here.run('bundle --out c/link.ts')).toContain('exit code 0');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(here.folder, 'a/b'))).toEqual(['bundle.ts']);
  });
});

describe('--format json', () => {
  test('prints one document on standard output, also for a failure', async () => {
    const here = await project({ ...config(), ...chain });
    for (const [line, code, end] of [
      [`parity --format json ${scratch}`, 'DATABASE_UNREACHABLE', 6],
      ['parity --format=json --at ech', 'USAGE', 2],
      ['parity --format json --nonsense', 'USAGE', 2],
      ['parity --config none.json --format json --quiet', 'CONFIG_INVALID', 2],
    ] as const) {
      const said = await here.run(line);
      expect(said).not.toContain('standard error');
      expect(said).toContain(`--- exit code ${end}\n`);
      expect(JSON.parse(said.replace(/--- exit code.*\n$/, ''))).toMatchObject({ error: { code } });
    }
  });

  test('that goes to a file leaves standard output to people', async () => {
    const here = await project({ ...config(), ...chain });
    expect(await here.run(`parity --format json --output parity.json ${scratch}`)).toMatch(
      /^--- standard error\n✗ DATABASE_UNREACHABLE/,
    );
  });
});
