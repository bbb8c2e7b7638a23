import { resolve } from 'node:path';
import { describeLostOutput } from './describe-lost-output.ts';
import { replaceFile } from './replace-file.ts';

/** Writes the file that a flag names, whole or not at all. Throws DISK_FULL where there is no space for it, else USAGE. */
export function writeOutput(shown: string, cwd: string, text: string): void {
  try {
    replaceFile(resolve(cwd, shown), text);
  } catch (cause) {
    throw describeLostOutput(cause, shown);
  }
}
