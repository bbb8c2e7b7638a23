import type { DefinedPart } from '../../sql/defined-parts.ts';
import { nothingAdded, type Touch } from './touch.ts';
import type { WrittenSchema } from './written-schema.ts';

/**
 * Returns what a script touches of a table (or view) that was there and that it creates again: the columns and
 * constraints that are written otherwise, and those that are new or gone; all of it where they are not written out.
 */
export function rebuiltTouch(
  relation: string,
  before: WrittenSchema,
  after: WrittenSchema,
): Pick<Touch, 'relation' | 'columns' | 'added'> {
  const [old, now] = [before.partsOf(relation), after.partsOf(relation)];
  if (old === null || now === null) return { relation, columns: null, added: nothingAdded };
  const changed = [...partsWithout(old, now), ...partsWithout(now, old)];
  const columns = new Set(changed.flatMap(({ column, words }) => (column === null ? [...words] : [column])));
  const oldColumns = columnsOf(old);
  const added = new Set([...columnsOf(now)].filter((column) => !oldColumns.has(column)));
  return { relation, columns, added };
}

/** Those of the first that are not written so in the second. */
function partsWithout(parts: readonly DefinedPart[], others: readonly DefinedPart[]): readonly DefinedPart[] {
  const texts = new Set(others.map(({ text }) => text));
  return parts.filter(({ text }) => !texts.has(text));
}

/** Returns the columns among the parts. */
export function columnsOf(parts: readonly DefinedPart[]): ReadonlySet<string> {
  return new Set(parts.flatMap(({ column }) => column ?? []));
}
