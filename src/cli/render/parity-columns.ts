import type { Engine } from '../../core/engine.ts';
import type { Difference, DifferenceSide, ScriptPlace } from '../../parity/difference.ts';
import type { ExactDifference } from '../../parity/exact/exact-difference.ts';
import { sideNames } from './parity-figures.ts';
import { clean } from './width.ts';

/** One of two columns: an object's DDL below where it comes from. */
export interface SqlColumn {
  readonly engine: Engine;
  readonly title: string;
  /** `migrations/sqlite/V19__x.sql:12`, or null where no file is known. */
  readonly place: string | null;
  /** Null where this side has nothing. */
  readonly sql: string | null;
}

export type SqlColumns = readonly [left: SqlColumn, right: SqlColumn];

/** Returns both engines' sides of a difference. */
export function columnsOf({ postgres, sqlite, files }: Difference): SqlColumns {
  const column = (engine: Engine, side: DifferenceSide | null, place: ScriptPlace | null): SqlColumn => ({
    engine,
    title: sideNames[engine],
    place: place === null ? null : `${clean(place.file)}:${place.line}`,
    sql: sqlOf(side?.ddl ?? null),
  });
  return [column('postgres', postgres, files.postgres), column('sqlite', sqlite, files.sqlite)];
}

/** Returns what was expected of one engine's schema and what was found, under the titles given. */
export function exactColumnsOf(
  { expected, found }: ExactDifference,
  engine: Engine,
  titles: { readonly expected: string; readonly found: string },
): SqlColumns {
  return [
    { engine, title: titles.expected, place: null, sql: sqlOf(expected) },
    { engine, title: titles.found, place: null, sql: sqlOf(found) },
  ];
}

/** A terminal, a page and a comment all show it as it is: without what drives a terminal, tabs as spaces. */
function sqlOf(text: string | null): string | null {
  return text === null ? null : clean(text).replaceAll('\t', '  ').trim();
}
