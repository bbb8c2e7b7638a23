import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from '../servers/temp-folder.ts';

const root = join(import.meta.dirname, '..', '..');

/** How a command ended, with what it wrote on both streams. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a line of the shell as somebody would who has never seen the repository: nothing of its environment is left. */
export function shell(cwd: string, line: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const path = (process.env['PATH'] ?? '')
    .split(':')
    .filter((folder) => !folder.startsWith(root))
    .join(':');
  const kept = Object.entries(process.env).filter(([name]) =>
    /^(HOME|TMPDIR|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS)$|^npm_config_(registry|cafile)/i.test(name),
  );
  const child = spawn('bash', ['-c', line], {
    cwd,
    env: {
      ...Object.fromEntries(kept),
      // The Node that runs the tests, not that of the machine.
      PATH: `${join(process.execPath, '..')}:${path}`,
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_loglevel: 'error',
      NO_COLOR: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return new Promise((done) => child.on('close', (code) => done({ code, output })));
}

/** Builds and packs a copy of the sources and returns the path of the package file. Throws where that fails. */
export async function pack(): Promise<string> {
  const copy = tempFolder();
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    files: readonly string[];
  };
  const named = [
    ...files,
    'src',
    'package.json',
    'README.md',
    'LICENSE',
    'tsconfig.json',
    'tsconfig.build.json',
    'rolldown.config.ts',
    'scripts/prune-declarations.ts',
  ];
  for (const name of named.filter((each) => each !== 'dist'))
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  // What an older build has left behind must not be published.
  mkdirSync(join(copy, 'dist'));
  cpSync(join(copy, 'package.json'), join(copy, 'dist', 'stale.js'));
  const { code, output } = await shell(copy, 'npm pack --silent');
  const file = readdirSync(copy).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || file === undefined) throw new Error(output);
  return join(copy, file);
}
