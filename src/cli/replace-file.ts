import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolders } from './make-folders.ts';

/** What says that there is no space. */
export const fullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Writes a file whole or not at all, its folders too: what stood there stays until the new text is complete. Throws the
 * system's error.
 */
export function replaceFile(path: string, text: string): void {
  makeFolders(dirname(path));
  const found = statSync(path, { throwIfNoEntry: false });
  // A device or a pipe cannot be replaced.
  if (found !== undefined && !found.isFile()) {
    writeFileSync(path, text);
    return;
  }
  const target = found === undefined ? path : realpathSync(path);
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  try {
    writeFileSync(beside, text);
    if (found !== undefined) chmodSync(beside, found.mode);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    if (found === undefined || fullCodes.has((error as NodeJS.ErrnoException).code)) throw error;
    // A file that is mounted by itself, or in a folder that takes no new ones.
    writeFileSync(target, text);
  }
}
