import { engines } from '../../core/engine.ts';
import type { LoadedModule, Migration, Script } from '../../core/migration.ts';
import { lowerAscii } from '../../sql/names.ts';
import { diskPosition } from '../../sql/position.ts';
import type { ChainTouches } from './chain-touches.ts';
import { documentHeaders, lineStart } from './document-headers.ts';
import type { DocumentTrigger } from './document-triggers.ts';
import type { Touch, TouchPlace } from './touch.ts';

/** A migration that sets off a document's triggers. */
export interface DocumentMatch {
  readonly migration: Migration;
  readonly document: string;
  /** What set it off, one for each trigger of the document: `touches users.role (first access)`. */
  readonly because: readonly string[];
  /** Where the first of them stands. */
  readonly place: TouchPlace;
}

interface Hit {
  readonly what: string;
  readonly place: TouchPlace;
}

/** Returns the documents that each migration of the chain has to come with, in the order of the chain. */
export function matchTriggers(
  { chain }: LoadedModule,
  triggers: readonly DocumentTrigger[],
  { byMigration }: ChainTouches,
): readonly DocumentMatch[] {
  const first = chain.find(({ series }) => series === 'V');
  return chain.flatMap((migration) => {
    const touches = byMigration.get(migration.name) ?? [];
    const hits = triggers.flatMap((trigger) => {
      const hit = findHit(trigger, migration, touches, migration === first);
      return hit === null ? [] : [{ trigger, hit }];
    });
    const byDocument = Map.groupBy(hits, ({ trigger }) => trigger.document);
    return [...byDocument].flatMap(([document, own]): readonly DocumentMatch[] => {
      const place = own[0]?.hit.place;
      const because = own.map(({ trigger, hit }) => `${hit.what} (${trigger.when})`);
      return place === undefined ? [] : [{ migration, document, because, place }];
    });
  });
}

function findHit(
  { touches: objects = [], newColumns = [], categories = [], headers = [], firstVersion }: DocumentTrigger,
  migration: Migration,
  touches: readonly Touch[],
  isFirst: boolean,
): Hit | null {
  for (const touch of touches) {
    const touched = objects.find((object) => isTouched(touch, object));
    if (touched !== undefined) return { what: `touches ${touched}`, place: touch.place };
    const added = addedTo(touch, newColumns);
    if (added !== null) return { what: `adds ${added}`, place: touch.place };
  }
  const place: TouchPlace = { file: anyScript(migration)?.file ?? '', line: null, column: null };
  if (categories.includes(migration.category)) {
    return { what: `is a ${migration.category} step`, place: headerPlace('category', migration) ?? place };
  }
  for (const key of headers) {
    const place = headerPlace(key, migration);
    if (place !== null) return { what: `says ${key}=`, place };
  }
  return firstVersion === true && isFirst ? { what: 'is the first version', place } : null;
}

function isTouched({ relation, columns }: Touch, object: string): boolean {
  const [table, column] = lowerAscii(object).split('.');
  return relation === table && (column === undefined || columns === null || columns.has(column));
}

function addedTo({ relation, added }: Touch, tables: readonly string[]): string | null {
  if (!tables.some((table) => lowerAscii(table) === relation)) return null;
  if (added === null) return relation;
  const [column] = added;
  return column === undefined ? null : `${relation}.${column}`;
}

function headerPlace(key: string, migration: Migration): TouchPlace | null {
  for (const engine of engines) {
    const script = migration.scripts[engine];
    if (script === null || documentHeaders[key]?.(script, migration) !== true) continue;
    const start = lineStart(script.text, key);
    const position = start === null ? { line: null, column: null } : diskPosition(script, start);
    return { file: script.file, ...position };
  }
  return null;
}

function anyScript({ scripts }: Migration): Script | null {
  return scripts.postgres ?? scripts.sqlite;
}
