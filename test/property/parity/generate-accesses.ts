import * as fc from 'fast-check';
import type { Value } from './conditions.ts';
import { type RawCondition, rawCondition, type Serial, toCondition } from './generate-conditions.ts';
import type { KindName } from './kinds.ts';
import type { ModelColumn, ModelIndex, ModelUnique } from './model.ts';

/** A UNIQUE or an index before it has columns. */
export interface RawAccess {
  readonly columns: readonly number[];
  readonly descending: readonly boolean[];
  readonly expression: number | null;
  readonly kind: 'unique' | 'index' | 'unique index';
  readonly predicate: RawCondition | null;
}

export const rawAccess: fc.Arbitrary<RawAccess> = fc.record({
  columns: fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 3 }),
  descending: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  expression: fc.option(fc.nat({ max: 99 }), { freq: 3 }),
  kind: fc.constantFrom('unique' as const, 'index' as const, 'index' as const, 'unique index' as const),
  predicate: fc.option(rawCondition, { freq: 2 }),
});

/** Types that PostgreSQL sorts. */
const sorted: ReadonlySet<KindName> = new Set([
  'int',
  'bigint',
  'bool',
  'text',
  'citext',
  'uuid',
  'moment',
  'localMoment',
  'date',
  'real',
  'decimal',
  'enumCheck',
]);

/** Returns what a table has besides its primary key, none twice on the same columns. */
export function toAccesses(
  raw: readonly RawAccess[],
  columns: readonly ModelColumn[],
  primaryKey: readonly string[] | null,
  serial: Serial,
): { readonly uniques: readonly ModelUnique[]; readonly indexes: readonly ModelIndex[] } {
  const uniques: ModelUnique[] = [];
  const indexes: ModelIndex[] = [];
  const seen = new Set<string>(primaryKey === null ? [] : [JSON.stringify(primaryKey.toSorted())]);
  const fit = columns.filter(({ kind }) => sorted.has(kind));
  const texts = columns.filter(({ kind }) => kind === 'text');
  for (const one of raw) {
    const names = [...new Set(one.columns.map((place) => fit[place % fit.length]!.name))];
    const values: Value[] = names.map((column) => ({ is: 'column', column }));
    if (one.expression !== null && one.kind !== 'unique') {
      const text = texts[one.expression % Math.max(texts.length, 1)]?.name;
      const column = columns.find(({ kind }) => kind === 'int')!.name;
      values.unshift(
        text === undefined
          ? { is: 'coalesce', column, value: one.expression }
          : { is: 'lower', column: text },
      );
    }
    const key = JSON.stringify(
      values.map((value) => (value.is === 'column' ? value.column : value)).toSorted(),
    );
    if (seen.has(key)) continue;
    seen.add(key);
    if (one.kind === 'unique') {
      uniques.push({ columns: names, isTarget: false });
      continue;
    }
    indexes.push({
      keys: values.map((value, at) => ({ value, isDescending: one.descending[at] === true })),
      isUnique: one.kind === 'unique index',
      predicate: one.predicate === null ? null : toCondition(one.predicate, columns, serial, []),
    });
  }
  return { uniques, indexes };
}
