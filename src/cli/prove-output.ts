import { accessSync, closeSync, constants, openSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LockstepError } from '../core/errors.ts';
import { describeLostOutput } from './describe-lost-output.ts';
import { makeFolders } from './make-folders.ts';

/**
 * Throws USAGE where the file that a flag names could not be written when the work is done; DISK_FULL where there is no
 * space for it. It is tried, for permissions do not tell all: what was not there is gone again afterwards.
 */
export function proveOutput(shown: string, flag: string, cwd: string): void {
  if (shown.trim() === '') throw usage(`${flag} names no file`, `Say ${flag} FILE.`, shown);
  const path = resolve(cwd, shown);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true || /[/\\]$/.test(shown))
    throw usage(`${flag} names a folder: ${shown}`, 'Name a file in it.', shown);
  try {
    if (found === undefined) tryNew(path);
    else if (found.isFile()) closeSync(openSync(path, 'r+'));
    // Opening a pipe would wait for its reader.
    else accessSync(path, constants.W_OK);
  } catch (cause) {
    throw describeLostOutput(cause, shown);
  }
}

function tryNew(path: string): void {
  const made = makeFolders(dirname(path));
  try {
    closeSync(openSync(path, 'wx'));
    rmSync(path);
  } finally {
    for (const folder of made.toReversed()) rmdirSync(folder);
  }
}

function usage(message: string, hint: string, file: string): LockstepError {
  return new LockstepError('USAGE', message, { hint, details: { file } });
}
