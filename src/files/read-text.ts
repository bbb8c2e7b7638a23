import { readFileSync } from 'node:fs';
import { LockstepError } from '../core/errors.ts';
import { decodeScript, type EncodingProblem } from '../sql/decode.ts';

/** An object, so that Node does not make one for every file. */
const asText = { encoding: 'utf8', flag: 'r' } as const;

/**
 * Returns the text of a script, or why it has none. Throws CONFIG_INVALID where the file cannot be read; `path` is what
 * people know it by. Read as text, which is quicker; what may not be UTF-8, or holds a NUL, is looked at byte by byte.
 * And without a thread of its own: that takes a third of the time for small files, which nearly all are.
 */
export function readText(file: string, path: string): string | EncodingProblem {
  try {
    const text = readFileSync(file, asText);
    if (!text.includes('\uFFFD') && !text.includes('\0')) return text;
    const decoded = decodeScript(readFileSync(file));
    return 'problem' in decoded ? decoded.problem : decoded.text;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new LockstepError('CONFIG_INVALID', `${path} cannot be read: ${code ?? message}.`, {
      hint: 'Make the file readable.',
      cause,
    });
  }
}
