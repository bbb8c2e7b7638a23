import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { removeEmbedded } from '../src/drivers/embedded/embedded.ts';
import { tempFolder } from './servers/temp-folder.ts';

const root = join(import.meta.dirname, '..');
const hasMise = spawnSync('mise', ['--version'], { stdio: 'ignore' }).status === 0;

/** One task: what is added to its command line and environment, how it ends, and what it says. */
interface Run {
  readonly task: string;
  readonly with?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly ends?: 'well' | 'badly';
  readonly says: RegExp;
}

/** In an order in which a developer could run them. A test runner that is given no test to run has found its files. */
const noTest = ['-t', 'no test has this name'];
const runs: readonly Run[] = [
  { task: 'gateway-migrate', says: /V24[^]*applied/ },
  { task: 'gateway-migrate', with: ['--database', 'libsql'], says: /V24[^]*applied/ },
  { task: 'gateway', with: ['migrate', '--check'], says: /✓ ready/ },
  { task: 'gateway', with: ['migrate'], ends: 'badly', says: /exactly one of --check, --apply and --status/ },
  // One that serves does not end by itself.
  { task: 'gateway-serve', env: { GATEWAY_PORT: 'none' }, ends: 'badly', says: /GATEWAY_PORT is "none"/ },
  { task: 'postgres-status', says: /absent/ },
  { task: 'postgres-env', ends: 'badly', says: /mise run postgres-start/ },
  { task: 'postgres-start', says: /running +postgres:\/\/postgres:\*\*\*@127\.0\.0\.1:/ },
  {
    task: 'postgres-env',
    says: /^export POSTGRES_URL='postgres:\/\/postgres:\w+@127\.0\.0\.1:\d+\/postgres'$/m,
  },
  { task: 'gateway-migrate-prod', ends: 'badly', says: /CONFIG_INVALID[^]*POSTGRES_URL/ },
  { task: 'postgres-reset', says: /new server/ },
  { task: 'postgres-status', says: /running/ },
  { task: 'postgres-stop', says: /stopped/ },
  { task: 'postgres-reset', says: /gone/ },
  { task: 'demo', says: /nothing pending/ },
  { task: 'test-gateway-postgres-smoke', says: /nothing pending/ },
  { task: 'test-sqlite', with: noTest, says: /sqlite[^]*\d+ skipped/ },
  { task: 'test-libsql', with: noTest, says: /libsql[^]*\d+ skipped/ },
  { task: 'test-postgres', with: noTest, says: /embedded[^]*\d+ skipped/ },
  { task: 'parity', says: /gateway +✓ parity at V24/ },
  { task: 'test-parity', with: noTest, says: /parity[^]*\d+ skipped/ },
  { task: 'test', with: ['test/architecture.test.ts'], says: /\d+ passed/ },
  { task: 'lint', says: /Found 0 warnings and 0 errors/ },
  {
    task: 'bench',
    with: ['--quick', '--only', 'status', '--engine', 'sqlite'],
    says: /bare Node process[^]*lockstep/,
  },
];

test('every task of mise.toml is run below', () => {
  const tasks = [...readFileSync(join(root, 'mise.toml'), 'utf8').matchAll(/^\[tasks\.([\w-]+)\]$/gm)];
  expect(tasks.length).toBeGreaterThan(0);
  expect(new Set(runs.map(({ task }) => task))).toEqual(new Set(tasks.map(([, name]) => name)));
});

describe.skipIf(!hasMise)(
  `the tasks${hasMise ? '' : ' (no mise on the PATH: npm run test:mise brings one)'}`,
  () => {
    let folder: string;
    let environment: Record<string, string | undefined>;

    beforeAll(() => {
      // A copy: the tasks work on the databases of the repository that they lie in.
      folder = tempFolder();
      for (const name of readdirSync(root)) {
        if (['.git', '.lockstep', '.data', 'dist', 'node_modules'].includes(name)) continue;
        // bench/ has packages of its own, which the task does without.
        const filter = (path: string): boolean => !path.endsWith('node_modules');
        cpSync(join(root, name), join(folder, name), { recursive: true, filter });
      }
      symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
      mkdirSync(join(folder, '.lockstep'));
      symlinkSync(join(root, '.lockstep', 'sqld'), join(folder, '.lockstep', 'sqld'));
      const state = tempFolder();
      environment = {
        ...Object.fromEntries(
          Object.entries(process.env).filter(([name]) => !/^(VITEST|MISE|npm_)/.test(name)),
        ),
        // Nothing may be needed from a network.
        MISE_OFFLINE: '1',
        npm_config_offline: 'true',
        NO_COLOR: '1',
        POSTGRES_URL: undefined,
        LOCKSTEP_DATABASE_URL: undefined,
        ...Object.fromEntries(
          ['DATA', 'STATE', 'CACHE', 'CONFIG'].map((kind) => [`MISE_${kind}_DIR`, join(state, kind)]),
        ),
      };
      expect(spawnSync('mise', ['trust'], { cwd: folder, env: environment }).status).toBe(0);
      return async () => {
        for (const place of [folder, join(folder, '.lockstep/demo'), join(folder, '.lockstep/smoke')]) {
          await removeEmbedded({ folder: place, major: 18 });
        }
      };
    });

    for (const { task, with: extra = [], env, ends = 'well', says } of runs) {
      const title = `mise run ${[task, ...(extra.length > 0 ? ['--', ...extra] : [])].join(' ')} ends ${ends}`;
      test(title, { timeout: 120_000 }, async () => {
        const { output, status } = await mise(['run', task, '--', ...extra], env);
        expect(output).toMatch(says);
        expect(status === 0 ? 'well' : 'badly', output).toBe(ends);
      });
    }

    function mise(args: readonly string[], env = {}): Promise<{ output: string; status: number | null }> {
      const child = spawn('mise', args, {
        cwd: folder,
        env: { ...environment, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      onTestFinished(() => void child.kill());
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      }
      return new Promise((done) => child.on('close', (status) => done({ output, status })));
    }
  },
);
