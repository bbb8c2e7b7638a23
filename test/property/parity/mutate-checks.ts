import { spellList, spellName } from '../../../src/parity/spell-name.ts';
import { columnsOf, type Condition, partsOf } from './conditions.ts';
import type { ModelTable } from './model.ts';
import type { Expected, TableMutation } from './mutate.ts';

/** Returns the changes of a table's CHECKs. */
export function mutateChecks(table: ModelTable): readonly TableMutation[] {
  const integer = table.columns.find(({ kind }) => kind === 'int' || kind === 'bigint')!.name;
  // PostgreSQL's type implies what is beyond the range of smallint.
  const more: Condition = { is: 'compare', column: integer, operator: '<', value: 9_654 };
  const change = (name: string, checks: readonly Condition[]): TableMutation => ({
    name,
    tableAfter: { ...table, checks },
    expected: expectedOf(table, checks),
    follows: [],
  });
  return [
    change('a CHECK more', [...table.checks, more]),
    ...table.checks.flatMap((check, place) => [
      change('no CHECK', table.checks.toSpliced(place, 1)),
      ...changedLeaves(check).map(([name, after]) => change(name, table.checks.with(place, after))),
    ]),
  ].filter(({ expected }) => expected.length > 0);
}

/** Conditions are told by the columns that they are on. */
function expectedOf(table: ModelTable, checks: readonly Condition[]): readonly Expected[] {
  const before = new Map(table.checks.flatMap(partsOf).map((part) => [JSON.stringify(part), part]));
  const after = new Map(checks.flatMap(partsOf).map((part) => [JSON.stringify(part), part]));
  const groups = new Map<string, Set<'lost' | 'found'>>();
  const add = (part: Condition, what: 'lost' | 'found'): void => {
    // What a CHECK says of NULL alone is told of the column.
    if (part.is === 'null' || (part.is === 'not' && part.arg.is === 'null'))
      groups.set('null', new Set(['lost', 'found']));
    const object = `${spellName(table.name)}(${spellList(columnsOf(part))})`;
    groups.set(object, (groups.get(object) ?? new Set()).add(what));
  };
  for (const [key, part] of before) if (!after.has(key)) add(part, 'lost');
  for (const [key, part] of after) if (!before.has(key)) add(part, 'found');
  if (groups.has('null')) return [];
  return [...groups].map(([object, said]) => ({
    kind: 'check',
    lacking: said.size === 2 ? 'both' : said.has('lost') ? 'changed' : 'other',
    object,
  }));
}

const other = { '=': '<', '<>': '>', '<': '<=', '<=': '<', '>': '>=', '>=': '>' } as const;

/** Returns the condition with one of its leaves changed, for each leaf that can be. */
export function changedLeaves(condition: Condition): readonly (readonly [string, Condition])[] {
  switch (condition.is) {
    case 'compare':
      return [
        [
          'operator',
          { ...condition, operator: typeof condition.value === 'string' ? '<' : other[condition.operator] },
        ],
        ['constant', { ...condition, value: typeof condition.value === 'string' ? 'another' : 9_653 }],
      ];
    case 'coalesced':
    case 'sum':
    case 'length':
      return [
        ['operator', { ...condition, operator: other[condition.operator] }],
        ['constant', { ...condition, value: 9_652 }],
      ];
    case 'columns':
      return [['operator', { ...condition, operator: other[condition.operator] }]];
    case 'between':
      return [
        ['constant', { ...condition, high: 9_651 }],
        ['negation', { ...condition, isNegated: !condition.isNegated }],
      ];
    case 'in':
      return [
        [
          'a value more',
          {
            ...condition,
            values: [...condition.values, typeof condition.values[0] === 'string' ? 'more' : 9_650],
          },
        ],
        ['negation', { ...condition, isNegated: !condition.isNegated }],
      ];
    case 'like':
    case 'distinct':
      return [['negation', { ...condition, isNegated: !condition.isNegated }]];
    case 'trimmed':
    case 'lower':
    case 'json':
      return [['constant', { ...condition, value: 'another' }]];
    case 'flag':
    case 'truth':
      return [['negation', { ...condition, wanted: !condition.wanted }]];
    case 'null':
      return [];
    case 'case':
      return changedLeaves(condition.when).map(([name, when]) => [name, { ...condition, when }]);
    case 'not':
      return changedLeaves(condition.arg).map(([name, arg]) => [name, { ...condition, arg }]);
    default:
      return [
        ['AND and OR', { ...condition, is: condition.is === 'and' ? 'or' : 'and' }],
        ...condition.args.flatMap((arg, place) =>
          changedLeaves(arg).map(
            ([name, after]) => [name, { ...condition, args: condition.args.with(place, after) }] as const,
          ),
        ),
      ];
  }
}
