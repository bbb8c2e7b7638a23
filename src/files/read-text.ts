import { readFileSync } from 'node:fs';
import { LockstepError } from '../core/errors.ts';
import { type DecodedScript, decodeScript } from '../sql/decode.ts';
import type { ScriptFile } from './list-folder.ts';

/**
 * Returns the text of a script, or why it has none. Throws CONFIG_INVALID where the file cannot be read. Read as text,
 * which is quicker; what may not be UTF-8, or holds a NUL, is looked at byte by byte. And without a thread of its own:
 * that takes a third of the time for small files, which nearly all are.
 */
export function readText({ file, path }: ScriptFile): DecodedScript {
  try {
    const text = readFileSync(file, 'utf8');
    const isPlain = !text.includes('\uFFFD') && !text.includes('\0');
    return isPlain ? { text } : decodeScript(readFileSync(file));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new LockstepError('CONFIG_INVALID', `${path} cannot be read: ${code ?? message}.`, {
      hint: 'Make the file readable.',
      cause,
    });
  }
}
