import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LockstepError } from '../../core/errors.ts';
import { mapError } from '../sqlite/map-error.ts';

// The file itself is never opened from here: closing it would free SQLite's locks. What is asked here takes less than a
// thread of its own, and less than loading node:fs/promises.

/**
 * Returns whether there is a database file at the path; where it may be created, its folders are made. Throws
 * DATABASE_UNREACHABLE for a folder or a device, PERMISSION_DENIED where it may not be read.
 */
export function findDatabaseFile(path: string, { create }: { create: boolean }): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false }) ?? null;
    if (found !== null) {
      if (!found.isFile()) {
        const what = found.isDirectory() ? 'a folder' : 'no ordinary file';
        throw new LockstepError('DATABASE_UNREACHABLE', `${path} is ${what}, not a database file`, {
          hint: 'Give the path of the database file itself.',
          details: { path, refused: true },
        });
      }
      accessSync(path, constants.R_OK);
      return true;
    }
    if (create) mkdirSync(dirname(path), { recursive: true });
    return false;
  } catch (error) {
    throw explainCantOpen(path, error);
  }
}

/**
 * Returns why a file cannot be opened: its folder tells what the library (`unable to open database file`) and a
 * recursive mkdir (no such file) do not. READ_ONLY_DATABASE, PERMISSION_DENIED, or what the error says itself.
 */
export function explainCantOpen(path: string, error: unknown): LockstepError {
  const mapped = mapError(error, 'DATABASE_UNREACHABLE', { details: { path } });
  if (!['SQLITE_CANTOPEN', 'ENOENT'].includes(String(mapped.details['engineCode']))) return mapped;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const reason = refusalOf(folder);
    if (reason?.code === 'ENOENT' && folder !== dirname(folder)) continue;
    return reason === null ? mapped : mapError(reason, 'DATABASE_UNREACHABLE', { details: { path } });
  }
}

/** Returns a text that is equal for two paths to one file, through links too; the inode of a deleted file is used again. */
export function fileIdentity(path: string): string {
  const { dev, ino, birthtimeNs } = statSync(path, { bigint: true });
  return `file:${dev}:${ino}:${birthtimeNs}`;
}

/** Why nothing can be made in the folder, or null where it can. */
function refusalOf(folder: string): NodeJS.ErrnoException | null {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}
