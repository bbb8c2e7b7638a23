import type { Engine } from '../../core/engine.ts';
import type { Schema } from '../../core/schema.ts';
import type { ExactDifference } from './exact-difference.ts';
import { type ExactObject, exactObjects } from './exact-objects.ts';
import { isSameText } from './same-text.ts';
import { spellQualified } from '../spell-name.ts';

/**
 * Returns what two schemas of one engine do not have alike, names and order included; empty where they are the same. Only
 * how a text is spelt (spaces, case of words, needless quotes) says nothing. What belongs to a table that one of them lacks is not
 * listed again.
 */
export function compareExact(expected: Schema, found: Schema): readonly ExactDifference[] {
  const ours = group(exactObjects(expected));
  const theirs = group(exactObjects(found));
  const tables = { expected: tablesOf(expected), found: tablesOf(found) };
  const differences: ExactDifference[] = [];
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [left, right] = withoutSame(expected.engine, ours.get(key) ?? [], theirs.get(key) ?? []);
    for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
      const [one, other] = [left[index], right[index]];
      const { kind, object, table } = (one ?? other)!;
      const isTold =
        kind !== 'table' && table !== null && tables.expected.has(table) !== tables.found.has(table);
      // A table that both have differs in its parts.
      if (isTold || (kind === 'table' && one !== undefined && other !== undefined)) continue;
      differences.push({
        kind,
        object,
        table,
        message: messageOf(kind, object, one, other),
        expected: one?.ddl ?? null,
        found: other?.ddl ?? null,
      });
    }
  }
  return withoutEchoes(differences);
}

function tablesOf({ tables, views }: Schema): ReadonlySet<string> {
  return new Set([...tables, ...views].map(spellQualified));
}

function group(objects: readonly ExactObject[]): ReadonlyMap<string, readonly ExactObject[]> {
  return Map.groupBy(objects, ({ kind, key }) => `${kind} ${key}`);
}

/** Two objects without a name of their own may go by the same key: what is the same is taken out first. */
function withoutSame(
  engine: Engine,
  ours: readonly ExactObject[],
  theirs: readonly ExactObject[],
): readonly [readonly ExactObject[], readonly ExactObject[]] {
  const right = [...theirs];
  const left = ours.filter((one) => {
    const twin = right.findIndex(
      (other) => one.more === other.more && isSameText(engine, one.ddl, other.ddl),
    );
    if (twin !== -1) right.splice(twin, 1);
    return twin === -1;
  });
  return [left, right];
}

/** The order of columns is told only where it is not the columns themselves that differ. */
function withoutEchoes(differences: readonly ExactDifference[]): readonly ExactDifference[] {
  const lacking = new Set(
    differences
      .filter(
        ({ kind, expected: one, found: other }) => kind === 'column' && (one === null || other === null),
      )
      .map(({ table }) => table),
  );
  const isEmpty = (text: string | null): boolean => text === null || text === '';
  return differences
    .filter(({ kind, table }) => kind !== 'column order' || !lacking.has(table))
    .map((difference) =>
      difference.kind === 'table options'
        ? {
            ...difference,
            expected: isEmpty(difference.expected) ? null : difference.expected,
            found: isEmpty(difference.found) ? null : difference.found,
          }
        : difference,
    );
}

function messageOf(
  kind: string,
  object: string,
  one: ExactObject | undefined,
  other: ExactObject | undefined,
): string {
  const what = `The ${kind} ${kind === 'table options' || kind === 'column order' ? `of ${object}` : object}`;
  if (other === undefined) return `${what} is missing.`;
  if (one === undefined) return `${what} is not expected.`;
  return `${what} is not what is expected.`;
}
