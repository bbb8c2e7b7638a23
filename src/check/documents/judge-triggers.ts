import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean } from '../../core/did-you-mean.ts';
import { lowerAscii } from '../../sql/names.ts';
import type { ChainTouches } from './chain-touches.ts';
import type { DocumentTriggers } from './document-triggers.ts';

/**
 * What is wrong with a module's document triggers beside its files: a name that no script ever gave to a table, view or
 * column, so that the trigger could never be set off; a document that is not there; with `exempt` a table or view that
 * nobody has decided about. Empty where nothing is.
 */
export function judgeTriggers(
  documents: DocumentTriggers,
  touches: ChainTouches,
  folder: string,
): readonly Diagnostic[] {
  return [
    ...missingDocuments(documents, folder),
    ...unknownNames(documents, touches),
    ...undecided(documents, touches),
  ];
}

function missingDocuments(
  { file, triggers, lineOf }: DocumentTriggers,
  folder: string,
): readonly Diagnostic[] {
  return triggers.flatMap(({ document }, index) => {
    if (triggers.findIndex((trigger) => trigger.document === document) < index) return [];
    const key = `triggers[${index}].document`;
    const isFile = lstatSync(resolve(folder, document), { throwIfNoEntry: false })?.isFile() === true;
    const message = `${key}: there is no file ${document}`;
    const hint = 'Write the document, or mend its path: it starts at the configuration’s folder.';
    return isFile ? [] : [problem(file, lineOf(key), message, hint)];
  });
}

function unknownNames(documents: DocumentTriggers, { known }: ChainTouches): readonly Diagnostic[] {
  const { file, triggers, exempt, lineOf } = documents;
  const names = [
    ...triggers.flatMap(({ touches = [], newColumns = [] }, index) => [
      ...touches.map((name, place) => ({ name, key: `triggers[${index}].touches[${place}]` })),
      ...newColumns.map((name, place) => ({ name, key: `triggers[${index}].newColumns[${place}]` })),
    ]),
    ...Object.keys(exempt ?? {}).map((name) => ({ name, key: `exempt.${name}` })),
  ];
  return names.flatMap(({ name, key }) => {
    const [table = '', column] = lowerAscii(name).split('.');
    const columns = known.get(table);
    if (columns === undefined) {
      const message = `${key}: no script of the chain makes a table or view ${table}.${didYouMean(table, [...known.keys()])}`;
      return [problem(file, lineOf(key), message, 'Mend the name: as it stands it is never set off.')];
    }
    if (column === undefined || columns === null || columns.has(column)) return [];
    const message = `${key}: ${table} has never had a column ${column}.${didYouMean(column, [...columns])}`;
    return [problem(file, lineOf(key), message, 'Mend the name: as it stands it is never set off.')];
  });
}

function undecided(documents: DocumentTriggers, { head }: ChainTouches): readonly Diagnostic[] {
  const { file, triggers, exempt, lineOf } = documents;
  if (exempt === null) return [];
  // A trigger on some of its columns leaves the rest of a table undecided.
  const touched = new Set(
    triggers
      .flatMap(({ touches = [] }) => touches)
      .filter((name) => !name.includes('.'))
      .map(lowerAscii),
  );
  const exempted = new Set(Object.keys(exempt).map(lowerAscii));
  const both = Object.keys(exempt)
    .filter((name) => touched.has(lowerAscii(name)))
    .map((name) => {
      const message = `exempt.${name}: a trigger names ${name} too`;
      return problem(file, lineOf(`exempt.${name}`), message, 'Take one of the two out.');
    });
  const missing = [...head]
    .filter(([name]) => !touched.has(name) && !exempted.has(name))
    .map(([name, step]) => {
      const message = `${name}, which ${step} makes, is in no trigger and is not exempt`;
      const hint = 'Add it to the trigger of the document that describes it, or to exempt with the reason.';
      return problem(file, lineOf('exempt'), message, hint);
    });
  return [...both, ...missing];
}

function problem(file: string, line: number, message: string, hint: string): Diagnostic {
  return {
    code: 'CONFIG_INVALID',
    rule: 'documents-file',
    severity: 'error',
    file,
    line,
    column: null,
    message,
    hint,
  };
}
