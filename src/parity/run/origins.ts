import type { Engine } from '../../core/engine.ts';
import type { Migration } from '../../core/migration.ts';
import { lowerAscii, nameAt } from '../../sql/names.ts';
import { isKeyword } from '../../sql/token.ts';
import { tokenize } from '../../sql/tokenize.ts';
import type { Difference, DifferenceSide, ScriptPlace } from '../difference.ts';
import { type Touch, touchesOf } from './touches.ts';

/** Finds the statement that last touched what a difference is about. */
export type FindOrigin = (difference: Difference) => ScriptPlace | null;

/**
 * Returns a search through one engine's side of the steps. It gives the statement that last named the object itself (an
 * index or trigger by its name), else the one that last named all columns of the object, else the one that last defined
 * the table; null where no statement names the table. The line is that of a column where the object is one.
 */
export function originsOf(engine: Engine, steps: readonly Migration[]): FindOrigin {
  let touches: readonly Touch[] | null = null;
  return (difference) => {
    touches ??= touchesOf(engine, steps);
    return findOrigin(touches, engine, difference);
  };
}

function findOrigin(touches: readonly Touch[], engine: Engine, difference: Difference): ScriptPlace | null {
  const relation = lowerAscii(difference.table ?? difference.object);
  const mine = touches.filter((touch) => touch.relation === relation);
  // What this side has lost mostly had the name that it has on the other.
  const own = objectName(engine, difference[engine] ?? difference.postgres ?? difference.sqlite);
  const named = own === null ? undefined : mine.findLast(({ object }) => object === own);
  if (named !== undefined) return named.place;
  const ofTable = mine.filter(({ object }) => object === null);
  const defining = ofTable.filter(({ kind }) => kind === 'definition');
  const names = namesIn(engine, difference);
  const naming =
    names.length === 0 ? undefined : defining.findLast(({ lines }) => names.every((name) => lines.has(name)));
  if (naming !== undefined) {
    const line = names.length === 1 ? naming.lines.get(names[0] ?? '') : undefined;
    return line === undefined ? naming.place : { ...naming.place, line };
  }
  return (defining.at(-1) ?? ofTable.at(-1))?.place ?? null;
}

/** The name of an index or trigger in its own words, or null. */
function objectName(engine: Engine, side: DifferenceSide | null): string | null {
  if (side === null) return null;
  const { ddl } = side;
  const tokens = tokenize(engine, ddl.slice(0, 1_000)).filter(({ kind }) => kind !== 'comment');
  if (!isKeyword(tokens[0], 'CREATE')) return null;
  const at = tokens.slice(0, 5).findIndex((token) => isKeyword(token, 'INDEX', 'TRIGGER'));
  const name = at < 0 ? undefined : nameAt(engine, tokens, at + 1)?.name;
  return name === undefined ? null : lowerAscii(name);
}

/** The names behind the table's in `users.role`, `request_logs(owner_id,occurred_at)`. */
function namesIn(engine: Engine, { object, table }: Difference): readonly string[] {
  if (table === null || !lowerAscii(object).startsWith(lowerAscii(table))) return [];
  const names = tokenize(engine, object.slice(table.length)).flatMap(({ kind, text }) => {
    if (kind === 'word')
      return isKeyword({ kind, text, start: 0, end: 0 }, ...noNames) ? [] : [lowerAscii(text)];
    return kind === 'quoted-identifier' ? [lowerAscii(text.slice(1, -1))] : [];
  });
  return [...new Set(names)];
}

/** Words that an object's description may hold besides names. */
const noNames: readonly string[] = [
  'ASC',
  'DESC',
  'WHERE',
  'AND',
  'OR',
  'NOT',
  'NULL',
  'IS',
  'NULLS',
  'FIRST',
  'LAST',
];
