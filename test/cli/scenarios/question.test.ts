import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, onTestFinished, test } from 'vitest';
import { chain, config, nextRelease, project, type Project } from './project.ts';

const main = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.ts');

/** Gives a command a terminal. That of util-linux: the one of other systems takes other arguments. */
const terminal = 'script';
const hasTerminals = spawnSync(terminal, ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');

/** Runs `lockstep <line>` on a terminal and types the keys when it asks. Returns all that the terminal showed. */
async function onTerminal(
  here: Project,
  line: string,
  keys: string,
): Promise<{ readonly shown: string; readonly exitCode: number | null }> {
  const command = `stty cols 100 rows 40; exec '${process.execPath}' '${main}' ${line}`;
  const child = spawn(terminal, ['-qec', command, '/dev/null'], {
    cwd: here.folder,
    env: { PATH: process.env['PATH'], TERM: 'xterm', SHELL: '/bin/sh', LOCKSTEP_ACTOR: 'tester' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  let shown = '';
  let asked = false;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (asked || !shown.includes('Yes')) return;
    asked = true;
    child.stdin.write(keys);
  });
  const exitCode = await new Promise<number | null>((done) => child.on('close', done));
  return { shown: stripVTControlCharacters(shown), exitCode };
}

describe.skipIf(!hasTerminals)(
  'the question on a terminal (needs script of util-linux)',
  { timeout: 10_000 },
  () => {
    /** A database at V3; DM001 is pending and needs consent. */
    async function upgrading(): Promise<Project> {
      const here = await project({ ...config(), ...chain });
      await here.run('migrate');
      for (const [file, text] of Object.entries(nextRelease)) await here.write(file, text);
      await here.run('migrate');
      return here;
    }
    const isPending = async (here: Project): Promise<boolean> =>
      (await here.run('list --pending')).includes('DM001__fill_nick');

    test('names the steps; yes applies them', async ({ expect }) => {
      const here = await upgrading();
      const { shown, exitCode } = await onTerminal(here, 'migrate --category data', 'y');
      expect(shown).toMatch(/DM001__fill_nick +data +on local[^]*Run this step\?/);
      expect(exitCode).toBe(0);
      expect(await isPending(here)).toBe(false);
    });

    test.for([
      ['no', 'n', 2, 'CONFIRMATION_REQUIRED'],
      ['return alone is a no', '\r', 2, 'CONFIRMATION_REQUIRED'],
      ['Ctrl-C', '\u0003', 130, 'INTERRUPTED'],
    ] as const)('%s: nothing is written', async ([, keys, code, error], { expect }) => {
      const here = await upgrading();
      const { shown, exitCode } = await onTerminal(here, 'migrate --category data', keys);
      expect(shown).toContain('Run this step?');
      expect(shown).toContain(error);
      expect(exitCode).toBe(code);
      expect(await isPending(here)).toBe(true);
    });

    test('is asked by repair too, below what it would mend', async ({ expect }) => {
      const here = await upgrading();
      const file = 'migrations/sqlite/V2__add_email.sql';
      await here.write(file, `${await here.read(file)}-- later\n`);
      const line = 'repair --accept V2 --reason later';
      const no = await onTerminal(here, line, 'n');
      expect(no.shown).toMatch(/CHECKSUM_MISMATCH[^]*Mend this\?[^]*CONFIRMATION_REQUIRED/);
      expect(no.exitCode).toBe(2);
      expect(await here.run('verify --quiet')).toContain('--- exit code 4');
      expect((await onTerminal(here, line, 'y')).exitCode).toBe(0);
      expect(await here.run('verify --quiet')).toBe('--- exit code 0\n');
    });

    test('is not asked where there is nothing to ask about, nor with --force', async ({ expect }) => {
      const here = await upgrading();
      expect((await onTerminal(here, 'migrate', '')).shown).not.toContain('Yes');
      const forced = await onTerminal(here, 'migrate --category data --force', '');
      expect(forced.shown).not.toContain('Yes');
      expect(forced.exitCode).toBe(0);
      expect(await isPending(here)).toBe(false);
    });
  },
);
