import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LockstepError } from '../../core/errors.ts';
import { shownPath } from '../shown-path.ts';

export interface NewFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/**
 * Returns the paths, as people know them, of files that did not exist before; their folders are made. Throws USAGE
 * where one exists already, and then leaves none of the others behind: nothing is ever overwritten.
 */
export async function writeNewFiles(files: readonly NewFile[]): Promise<readonly string[]> {
  const written: string[] = [];
  try {
    for (const { path, text } of files) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { flag: 'wx' });
      written.push(path);
    }
  } catch (cause) {
    await Promise.all(written.map((path) => rm(path, { force: true })));
    const { code, path = '' } = cause as NodeJS.ErrnoException;
    const what = code === 'EEXIST' ? 'exists already' : `cannot be written (${code})`;
    throw new LockstepError('USAGE', `${shownPath(path)} ${what}; nothing was written.`, {
      hint:
        code === 'EEXIST'
          ? 'Choose another name, or run the command again.'
          : 'Check the folder and its permissions.',
      details: { file: shownPath(path) },
      cause,
    });
  }
  return written.map(shownPath);
}
