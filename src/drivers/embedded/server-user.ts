import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { chown, cp, lstat, mkdtemp, readdir, rename, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { LockstepError } from '../../core/errors.ts';
import type { Binaries } from './binaries.ts';

/** The user that PostgreSQL runs as, where that is not the current one. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Returns null where PostgreSQL can run as the current user, and for root, whom PostgreSQL refuses, the user
 * `postgres`, else `nobody`. Throws PERMISSION_DENIED where root finds neither.
 */
export function findServerUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const uid = readId('-u', name);
    const gid = readId('-g', name);
    if (uid !== null && gid !== null) return { uid, gid };
  }
  throw new LockstepError(
    'PERMISSION_DENIED',
    'PostgreSQL does not run as root, and no other user was found.',
    {
      hint: 'Run Lockstep as an ordinary user, or add a user named postgres.',
    },
  );
}

function readId(flag: string, name: string): number | null {
  try {
    return Number.parseInt(
      execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
      10,
    );
  } catch {
    return null;
  }
}

/** Returns whether any user can get to the path: every folder above it, and the path itself, lets others through. */
export function isOpenToOthers(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** Returns a folder for files that another user must reach: lasting where the platform has one, else temporary. */
export function findOpenFolder(): string {
  for (const folder of ['/var/tmp', tmpdir(), '/tmp']) {
    try {
      if (isOpenToOthers(folder)) return folder;
    } catch {
      // not on this platform
    }
  }
  throw new LockstepError('PERMISSION_DENIED', 'No folder was found that the user of PostgreSQL can reach.', {
    hint: 'Run Lockstep as an ordinary user.',
  });
}

/** Returns the programs where the server's user can run them: as they are, else a copy, made once per version. */
export async function reachBinaries(binaries: Binaries, user: ServerUser | null): Promise<Binaries> {
  if (user === null || isOpenToOthers(binaries.postgres)) return binaries;
  const open = findOpenFolder();
  const copy = join(open, `lockstep-postgres-${binaries.version}`);
  if (!(await isOurs(copy))) {
    // Built aside and renamed: a copy that was cut short is never used, and one that another made first is as good.
    const building = await mkdtemp(`${copy}-`);
    await cp(binaries.folder, building, { recursive: true, verbatimSymlinks: true });
    await openToOthers(building);
    await rename(building, copy).catch(() => rm(building, { recursive: true }));
    if (!(await isOurs(copy))) {
      throw new LockstepError('PERMISSION_DENIED', `${copy} is there and belongs to somebody else.`, {
        hint: `Remove ${copy}, or run Lockstep as an ordinary user.`,
      });
    }
  }
  return {
    ...binaries,
    folder: copy,
    initdb: join(copy, 'bin', 'initdb'),
    postgres: join(copy, 'bin', 'postgres'),
  };
}

/** The folder is open to everybody, so a copy that another user planted must not be run. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => null);
  return (
    found !== null && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
  );
}

async function openToOthers(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToOthers(path);
    else if (entry.isFile()) await chmod(path, (await lstat(path)).mode & 0o111 ? 0o755 : 0o644);
  }
}

/** Gives the path to the server's user; nothing to do where that is the current one. */
export async function giveTo(user: ServerUser | null, path: string): Promise<void> {
  if (user !== null) await chown(path, user.uid, user.gid);
}
