import * as fc from 'fast-check';
import type { Condition, Operator } from './conditions.ts';
import type { KindName } from './kinds.ts';
import type { ModelColumn } from './model.ts';

/** A condition before it has columns. */
export type RawCondition =
  | {
      readonly leaf: number;
      readonly column: number;
      readonly operator: Operator;
      readonly isNegated: boolean;
      readonly size: number;
    }
  | { readonly join: 'and' | 'or'; readonly args: readonly RawCondition[] }
  | { readonly wrap: 'not' | 'case'; readonly arg: RawCondition };

const { condition } = fc.letrec<{ leaf: RawCondition; condition: RawCondition }>((tie) => ({
  leaf: fc.record({
    leaf: fc.nat({ max: 40 }),
    column: fc.nat({ max: 99 }),
    operator: fc.constantFrom<Operator[]>('=', '<>', '<', '>', '<=', '>='),
    isNegated: fc.boolean(),
    size: fc.integer({ min: 1, max: 3 }),
  }),
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: tie('leaf') },
    {
      weight: 2,
      arbitrary: fc.record({
        join: fc.constantFrom('and' as const, 'or' as const),
        args: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ wrap: fc.constantFrom('not' as const, 'case' as const), arg: tie('condition') }),
    },
  ),
}));

export const rawCondition: fc.Arbitrary<RawCondition> = condition;

/** What makes each leaf of a table another one: its number is its constant. */
export interface Serial {
  next: number;
}

/**
 * Returns the condition on these columns. No two leaves say the same: each has a constant of its own, and one without a
 * constant is used once (`used`).
 */
export function toCondition(
  raw: RawCondition,
  columns: readonly ModelColumn[],
  serial: Serial,
  used: string[],
): Condition {
  if ('join' in raw) {
    return { is: raw.join, args: raw.args.map((arg) => toCondition(arg, columns, serial, used)) };
  }
  if ('wrap' in raw) {
    const arg = toCondition(raw.arg, columns, serial, used);
    return raw.wrap === 'not' ? { is: 'not', arg } : { is: 'case', when: arg };
  }
  serial.next += 3;
  const number = serial.next;
  const of = (...kinds: readonly KindName[]): string | undefined => {
    const fit = columns.filter(({ kind }) => kinds.includes(kind));
    return fit[raw.column % Math.max(fit.length, 1)]?.name;
  };
  const integer = of('int', 'bigint')!;
  const text = of('text');
  const { operator, isNegated, size } = raw;
  const fallback: Condition = { is: 'compare', column: integer, operator, value: number };
  const values = Array.from({ length: size }, (_, at) => number + at);
  const word = `w${number}`;
  const once = (leaf: Condition): Condition => {
    const key = 'column' in leaf ? `${leaf.is} ${leaf.column}` : JSON.stringify(leaf);
    if (used.includes(key)) return fallback;
    used.push(key);
    return leaf;
  };
  const on = (column: string | undefined, make: (name: string) => Condition): Condition =>
    column === undefined ? fallback : make(column);
  const makers: readonly (() => Condition)[] = [
    () => fallback,
    () => on(text, (column) => ({ is: 'compare', column, operator: isNegated ? '=' : '<>', value: word })),
    () => ({ is: 'between', column: integer, low: number, high: number + 1, isNegated }),
    () => ({ is: 'in', column: integer, values, isNegated }),
    () =>
      on(text, (column) => ({ is: 'in', column, values: values.map((value) => `v'${value}`), isNegated })),
    () =>
      on(text, (column) => ({
        is: 'like',
        column,
        pattern: `${isNegated ? '%' : '_'}${number}-%`,
        isNegated: size > 1,
      })),
    () => on(text, (column) => ({ is: 'like', column, pattern: `p${number}%`, isNegated })),
    () =>
      on(of('int', 'text', 'bool', 'moment', 'json'), (column) => once({ is: 'null', column, isNegated })),
    () => on(of('bool'), (column) => once({ is: 'flag', column, wanted: isNegated })),
    () => on(of('bool'), (column) => once({ is: 'truth', column, wanted: isNegated })),
    () =>
      on(of('int'), (right) =>
        right === integer ? fallback : once({ is: 'columns', left: integer, operator, right }),
      ),
    () =>
      on(of('int'), (right) =>
        right === integer ? fallback : { is: 'sum', left: integer, right, operator, value: number },
      ),
    () => on(text, (column) => ({ is: 'length', column, operator: '>', value: number })),
    () => on(text, (column) => ({ is: 'trimmed', column, value: isNegated ? '' : word })),
    () => on(text, (column) => ({ is: 'lower', column, value: word })),
    () => on(of('json'), (column) => ({ is: 'json', column, key: `k${number}`, value: word })),
    () => ({ is: 'coalesced', column: integer, operator, value: number }),
    () => ({ is: 'distinct', column: integer, value: number, isNegated }),
    () =>
      on(of('real'), (column) => ({
        is: 'compare',
        column,
        operator: isNegated ? '<' : '>=',
        value: number + 0.5,
      })),
    () => on(text, (column) => ({ is: 'distinct', column, value: word, isNegated })),
  ];
  return makers[raw.leaf % makers.length]!();
}
