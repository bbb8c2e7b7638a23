import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { LockstepError } from '../../core/errors.ts';
import { categories } from '../../core/migration.ts';
import { shownPath } from '../../files/shown-path.ts';
import type { ModuleConfig } from '../../modules/config.ts';
import { parseSettings } from '../../modules/parse-settings.ts';
import { describe, listOf, objectOf, oneOf, recordOf, type Setting, text } from '../../modules/setting.ts';
import { documentHeaders } from './document-headers.ts';
import type { DocumentTrigger, DocumentTriggers } from './document-triggers.ts';

/**
 * Returns the module's document triggers; null where the configuration names no file. Throws CONFIG_INVALID with file and
 * line of the first mistake, and where the file is not there.
 */
export async function readTriggers(
  { name, documents }: Pick<ModuleConfig, 'name' | 'documents'>,
  folder: string,
): Promise<DocumentTriggers | null> {
  if (documents === undefined) return null;
  const path = resolve(folder, documents);
  let content: string;
  try {
    content = await readFile(path, 'utf8');
  } catch (error) {
    throw new LockstepError(
      'CONFIG_INVALID',
      `The document triggers of module ${name} cannot be read: ${(error as Error).message}.`,
      {
        hint: 'Write the file, or take the key "documents" out of the module; docs/files.md shows it.',
        details: { module: name, file: path },
        cause: error,
      },
    );
  }
  return parseTriggers(content, shownPath(path));
}

const relation = text('the name of a table or view', (value) => /^[^.\s]+$/.test(value));
const object = text('a table, a view or table.column', (value) => /^[^.\s]+(?:\.[^.\s]+)?$/.test(value));

const conditions: Readonly<Record<string, Setting>> = {
  touches: listOf(object, 'table, view or table.column', 1),
  newColumns: listOf(relation, 'table or view', 1),
  categories: listOf(oneOf(categories), 'category', 1),
  headers: listOf(oneOf(Object.keys(documentHeaders)), 'header key', 1),
  firstVersion: (value, key) =>
    value === true ? null : { key, expected: 'true, or no such key', found: describe(value) },
};

const triggerKeys = objectOf(
  {
    document: text(
      'the path of a document, as seen from the configuration',
      (value) => value.trim() !== '' && !isAbsolute(value) && !/[\0\n]/.test(value),
    ),
    when: text('what the document says of it', (value) => value.trim() !== ''),
    ...conditions,
  },
  { document: 'the path of a document', when: 'what the document says of it' },
);

const trigger: Setting = (value, key) => {
  const problem = triggerKeys(value, key);
  if (problem !== null) return problem;
  const names = Object.keys(conditions);
  if (names.some((name) => name in (value as DocumentTrigger))) return null;
  return { key, expected: `a trigger with one of ${names.join(', ')}`, found: 'one that nothing sets off' };
};

const fileSetting: Setting = objectOf(
  {
    triggers: listOf(trigger, 'trigger', 1),
    exempt: recordOf(
      relation,
      text('why the table needs no document', (value) => value.trim() !== ''),
      'an object of tables and views with the reason why they need no document',
    ),
  },
  { triggers: 'a list of triggers' },
);

/** Returns what the text of such a file says. Throws CONFIG_INVALID with file and line of the first mistake. */
export function parseTriggers(content: string, file: string): DocumentTriggers {
  const { value, lineOf } = parseSettings(content, file, fileSetting, 'docs/files.md');
  const { triggers, exempt = null } = value as Pick<DocumentTriggers, 'triggers'> & Partial<DocumentTriggers>;
  return { file, triggers, exempt, lineOf };
}
