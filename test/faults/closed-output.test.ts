import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chain, config, pair, type Project, project } from '../cli/scenarios/project.ts';
import { expectCompletion, faultProject, nothing, standOf } from './fault-project.ts';
import { faultSubjects } from './fault-subjects.ts';
import { mountMissing, smallDisk } from './small-disk.ts';

// A run to its end beside a reader that goes away: test/cli/scenarios/process.test.ts.
describe('a reader that goes away', () => {
  test('does not hide a failure: the exit code stays, nothing is half done', async () => {
    const store = await faultSubjects[1]!.fresh();
    onTestFinished(() => store.drop());
    const bad = { 'migrations/sqlite/V1__start.sql': 'CREATE TABLE log (v INTEGER);\nSELECT nonsense;\n' };
    const here = await faultProject({ db: store.url }, bad);
    const { child } = here.launch('migrate');
    child.stdout?.destroy();
    child.stderr?.destroy();
    await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    expect(await standOf(store.query)).toEqual(nothing);
    await here.write(
      'migrations/sqlite/V1__start.sql',
      'CREATE TABLE log (v INTEGER);\nCREATE TABLE pace (n NUMERIC);\nINSERT INTO log VALUES (1);\n',
    );
    await expectCompletion(here, store.query);
  });
});

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');

/** Runs `lockstep <line>` with its output in files, as `>` and `2>` of a shell do. */
async function redirected(
  { folder }: Project,
  line: string,
  { out, err }: { readonly out: string; readonly err: string },
): Promise<number | null> {
  const [stdout, stderr] = [openSync(out, 'w'), openSync(err, 'w')];
  const child = spawn(process.execPath, [main, ...line.split(' ')], {
    cwd: folder,
    env: { PATH: process.env['PATH'], LOCKSTEP_ACTOR: 'tester' },
    stdio: ['ignore', stdout, stderr],
  });
  closeSync(stdout);
  closeSync(stderr);
  await once(child, 'exit');
  return child.exitCode;
}

const full = '/dev/full';
const noFull = existsSync(full) ? null : 'there is no /dev/full here';

describe(`an output that takes no more (${noFull ?? 'Linux'})`, () => {
  test.skipIf(noFull !== null)(
    'does not stop a run; that the result reached nobody is a failure, said without a stack trace',
    async () => {
      const here = await project({ ...config(), ...chain });
      const err = join(here.folder, 'err.txt');
      expect(await redirected(here, 'migrate --json', { out: full, err })).toBe(1);
      expect(readFileSync(err, 'utf8').split('✗')[1]).toBe(
        ' DISK_FULL\n  Standard output took no more of the result: ENOSPC: no space left on device, write\n  → What the command has done stays done: lockstep status shows it. Free space, or send the output elsewhere.\n',
      );
      expect(await here.run('verify')).toContain('3 applied');
      // The failure of the command itself is told there too, and is how it ends.
      expect(await redirected(here, 'migrate --to V9 --json', { out: full, err })).toBe(2);
      expect(readFileSync(err, 'utf8')).toMatch(/^✗ USAGE\n[^✗]*✗ DISK_FULL\n[^✗]*$/);
    },
  );

  test.skipIf(noFull !== null)('is of no matter to a run where only progress goes there', async () => {
    const here = await project({ ...config(), ...chain });
    const out = join(here.folder, 'out.txt');
    expect(await redirected(here, 'migrate', { out, err: full })).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('3 applied');
  });
});

describe(`a disk that is nearly full (${mountMissing() ?? 'tmpfs'})`, () => {
  const long = pair('V3__long', `-- ${'long '.repeat(4000)}\nCREATE TABLE long (id TEXT PRIMARY KEY);\n`);

  test.skipIf(mountMissing() !== null)('takes a part of a result: that is a failure', async () => {
    const disk = smallDisk(1);
    const here = await project({ ...config(), ...chain, ...long });
    const [out, err] = [join(disk.folder, 'out.txt'), join(here.folder, 'err.txt')];
    disk.fill(8192);
    expect(await redirected(here, 'bundle', { out, err })).toBe(1);
    expect(readFileSync(err, 'utf8')).toMatch(/^✗ DISK_FULL\n/);
    disk.empty();
    expect(await redirected(here, 'bundle', { out, err })).toBe(0);
    const { document } = await here.json('bundle');
    expect(document).toEqual({ file: null, text: readFileSync(out, 'utf8') });
  });

  test.skipIf(mountMissing() !== null)('leaves the file that stood there as it was', async () => {
    const disk = smallDisk(1);
    const here = await project({ ...config(), ...chain });
    const file = join(disk.folder, 'bundle.ts');
    await here.run(`bundle --out ${file}`);
    const before = readFileSync(file, 'utf8');
    for (const [name, text] of Object.entries(long)) await here.write(name, text);
    disk.fill(8192);
    expect(await here.json(`bundle --out ${file}`)).toMatchObject({
      exitCode: 1,
      document: { error: { code: 'DISK_FULL', details: { file } } },
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    disk.empty();
    expect(await here.run(`bundle --out ${file}`)).toContain('exit code 0');
    expect(readFileSync(file, 'utf8')).toContain('V3__long');
  });
});
