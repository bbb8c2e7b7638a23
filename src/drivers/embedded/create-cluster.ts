import { spawn } from 'node:child_process';
import { writeFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LockstepError } from '../../core/errors.ts';
import type { Binaries } from './binaries.ts';
import { giveTo, type ServerUser } from './server-user.ts';

/**
 * Fills `<folder>/data` with a new cluster whose superuser `postgres` has the password. The folder must be there,
 * and within the reach of the server's user. Throws DATABASE_UNREACHABLE with what initdb said.
 */
export async function createCluster(
  binaries: Binaries,
  user: ServerUser | null,
  folder: string,
  password: string,
): Promise<void> {
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  await giveTo(user, data);
  // A file, not an argument: arguments are visible to everybody. initdb wants its folder empty, so it lies beside.
  const passwordFile = join(folder, 'initdb-password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await giveTo(user, passwordFile);
  const initdb = spawn(
    binaries.initdb,
    [
      `--pgdata=${data}`,
      `--pwfile=${passwordFile}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-sync',
      '--no-instructions',
      ...localeFlags(Number.parseInt(binaries.version, 10)),
    ],
    { ...user, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' } },
  );
  let said = '';
  initdb.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exit = await new Promise<number | string | null>((done) => {
    initdb.on('error', (error) => done(error.message));
    initdb.on('close', done);
  });
  await rm(passwordFile, { force: true });
  if (exit !== 0) {
    throw new LockstepError('DATABASE_UNREACHABLE', `initdb failed (${exit}): ${said.trim()}`, {
      hint: 'Mend what initdb says, and run the command again.',
    });
  }
}

/** The same text order and upper() on every machine; before 17 only the operating system's locales know UTF-8. */
function localeFlags(major: number): readonly string[] {
  if (major >= 17) return ['--locale-provider=builtin', '--locale=C.UTF-8', '--lc-collate=C', '--lc-ctype=C'];
  return ['--locale=C', `--lc-ctype=${process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8'}`];
}
