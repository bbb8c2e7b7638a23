import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { nearest } from '../../core/did-you-mean.ts';
import { LockstepError } from '../../core/errors.ts';
import { shownPath } from '../../files/shown-path.ts';
import type { ModuleConfig } from '../../modules/config.ts';
import { parseSettings } from '../../modules/parse-settings.ts';
import { listOf, objectOf, oneOf, orNull, recordOf, type Setting, text } from '../../modules/setting.ts';
import { differenceKinds } from '../difference-kinds.ts';
import { emptyParityFile, type ParityException, type ParityFile } from '../difference.ts';
import { logicalTypes } from '../logical-type.ts';

/**
 * Returns what the module's parity file says; nothing where the configuration names none, or the file is not there yet.
 * Throws CONFIG_INVALID with its line for a file that is wrong, and where it cannot be read.
 */
export async function readParityFile(
  { name, parity }: Pick<ModuleConfig, 'name' | 'parity'>,
  folder: string,
): Promise<ParityFile> {
  if (parity === undefined) return emptyParityFile;
  const path = resolve(folder, parity);
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return emptyParityFile;
    throw new LockstepError(
      'CONFIG_INVALID',
      `The parity file of module ${name} cannot be read: ${message}.`,
      { details: { module: name, file: path }, cause: error },
    );
  }
  return parseParityFile(content, shownPath(path));
}

const id: Setting = (value, key) => {
  const isText = text('the identifier of a difference', (found) => found !== '')(value, key);
  if (isText !== null) return isText;
  const [kind = '', side = '', ...object] = String(value).split(':');
  const found = JSON.stringify(value);
  if (
    String(value)
      .replaceAll(/"(?:[^"]|"")*"/g, '')
      .includes('*') &&
    !/\*\s*[\d(a-z]/i.test(String(value))
  ) {
    return { key, expected: 'the identifier of one difference: there are no wildcards', found };
  }
  if (!(differenceKinds as readonly string[]).includes(kind)) {
    const guess = nearest(kind, differenceKinds);
    const expected = `a kind of difference before the first colon${guess === null ? '' : ` (did you mean "${guess}"?)`}`;
    return { key, expected, found };
  }
  const isWhole = ['postgres', 'sqlite', 'both'].includes(side) && object.join(':') !== '';
  return isWhole ? null : { key, expected: 'kind:side:object, as lockstep parity prints it', found };
};

const value: Setting = orNull(text('the normalised value, or null', () => true));

const fileSetting: Setting = objectOf(
  {
    logical: recordOf(
      text('table.column', (key) => /^.+\..+$/.test(key)),
      oneOf(Object.keys(logicalTypes)),
      'an object of table.column with the logical type',
    ),
    accepted: listOf(
      objectOf(
        {
          id,
          postgres: value,
          sqlite: value,
          reason: text('why the difference is meant', (reason) => reason.trim() !== ''),
          standsFor: id,
        },
        {
          id: 'the identifier of a difference',
          postgres: 'the value at acceptance, or null',
          sqlite: 'the value at acceptance, or null',
          reason: 'why the difference is meant',
        },
      ),
      'accepted difference',
    ),
  },
  {},
);

/** Returns what the text of a parity file says. Throws CONFIG_INVALID with file and line of the first mistake. */
export function parseParityFile(content: string, file: string): ParityFile {
  const { value: parsed, fail } = parseSettings(content, file, fileSetting, 'docs/parity.md');
  const { logical = {}, accepted = [] } = parsed as Partial<ParityFile>;
  const byId = new Map<string, ParityException>();
  for (const [index, exception] of accepted.entries()) {
    if (byId.has(exception.id)) {
      const message = `${exception.id} is accepted twice.`;
      fail(`accepted[${index}]`, message, 'Take one of the two entries out.');
    }
    byId.set(exception.id, exception);
  }
  return { logical, accepted };
}
