import { spellList, spellName } from '../../../src/parity/spell-name.ts';
import type { Model, ModelForeignKey, ModelIndex, ModelTable } from './model.ts';
import type { Expected, TableMutation } from './mutate.ts';

/** Returns the changes of a table's keys and indexes. */
export function mutateAccesses(table: ModelTable, model: Model): readonly TableMutation[] {
  return [...primaryKeys(table, model), ...uniques(table), ...indexes(table), ...foreignKeys(table)];
}

function primaryKeys(table: ModelTable, { tables }: Model): readonly TableMutation[] {
  const { primaryKey, name } = table;
  const isTarget = tables.some(({ foreignKeys: keys }) => keys.some(({ target }) => target === name));
  if (primaryKey === null || isTarget || table.columns.some(({ isCounter }) => isCounter)) return [];
  const label = spellName(name);
  const lost: Expected = {
    kind: 'primary-key',
    lacking: 'changed',
    object: `${label}(${spellList(primaryKey)})`,
  };
  const turned: Expected = { kind: 'primary-key', lacking: 'both', object: label };
  return [
    {
      name: 'no primary key',
      tableAfter: { ...table, primaryKey: null },
      expected: [lost],
      follows: ['index', 'unique'],
    },
    ...(primaryKey.length > 1
      ? [
          {
            name: 'order of the primary key',
            tableAfter: { ...table, primaryKey: primaryKey.toReversed() },
            expected: [turned],
            follows: ['index'],
          },
        ]
      : []),
  ];
}

/** Returns whether a set of columns is unique because of something else. */
function isUniqueAnyway(table: ModelTable, columns: readonly string[], but: unknown): boolean {
  const sets = [
    ...(table.primaryKey === null ? [] : [table.primaryKey]),
    ...table.uniques.filter((one) => one !== but).map((one) => one.columns),
    ...table.indexes
      .filter((one) => one !== but && one.isUnique && one.predicate === null)
      .flatMap(({ keys }) => {
        const names = keys.flatMap(({ value }) => (value.is === 'column' ? [value.column] : []));
        return names.length === keys.length ? [names] : [];
      }),
  ];
  return sets.some((set) => set.every((column) => columns.includes(column)));
}

function uniques(table: ModelTable): readonly TableMutation[] {
  return table.uniques
    .filter(
      ({ columns }) =>
        !isUniqueAnyway(
          table,
          columns,
          table.uniques.find((one) => one.columns === columns),
        ),
    )
    .map((unique) => ({
      name: 'not unique',
      tableAfter: { ...table, uniques: table.uniques.filter((one) => one !== unique) },
      expected: [
        {
          kind: 'unique',
          lacking: 'changed',
          object: `${spellName(table.name)}(${spellList(unique.columns)})`,
        },
      ],
      // An index that only repeated it is the only one now.
      follows: ['index'],
    }));
}

function indexes(table: ModelTable): readonly TableMutation[] {
  return table.indexes.flatMap((index, place) => {
    const names = index.keys.flatMap(({ value }) => (value.is === 'column' ? [value.column] : []));
    const isPlain = names.length === index.keys.length;
    const object = isPlain ? `${spellName(table.name)}(${spellList(names)})` : null;
    const change = (
      name: string,
      after: Partial<ModelIndex>,
      kind: string,
      follows: readonly string[] = [],
    ): TableMutation => ({
      name,
      tableAfter: { ...table, indexes: table.indexes.with(place, { ...index, ...after }) },
      expected: [{ kind, lacking: 'both', object }],
      follows,
    });
    const { keys, isUnique, predicate } = index;
    const isCovered = isUnique
      ? isUniqueAnyway(table, names, index)
      : isBeginning(table, index) || (isPlain && isRepeated(table, names, index));
    const [first, ...rest] = keys;
    return [
      ...(isCovered
        ? []
        : [
            {
              name: 'no index',
              tableAfter: { ...table, indexes: table.indexes.filter((one) => one !== index) },
              expected: [{ kind: isUnique ? 'unique' : 'index', lacking: 'changed' as const, object }],
              follows: ['index'],
            },
          ]),
      ...(keys.length > 1 && first !== undefined
        ? [
            change(
              'direction',
              { keys: [{ ...first, isDescending: !first.isDescending }, ...rest] },
              'index-columns',
            ),
            {
              ...change('order of the columns', { keys: [...rest, first] }, 'index-columns', ['index']),
              // It goes by the order of PostgreSQL's.
              expected: [{ kind: 'index-columns', lacking: 'both' as const, object: null }],
            },
          ]
        : []),
      ...(predicate === null ? [] : [change('no predicate', { predicate: null }, 'predicate', ['index'])]),
      change('unique', { isUnique: !isUnique }, 'unique', ['index', 'predicate']),
    ];
  });
}

function isRepeated(table: ModelTable, names: readonly string[], but: ModelIndex): boolean {
  const lists = [
    ...(table.primaryKey === null ? [] : [table.primaryKey]),
    ...table.uniques.map(({ columns }) => columns),
    ...table.indexes
      .filter((one) => one !== but && one.isUnique && one.predicate === null)
      .map(({ keys }) => keys.map(({ value }) => (value.is === 'column' ? value.column : ''))),
  ];
  return lists.some((list) => names.every((name, at) => list[at] === name));
}

function foreignKeys(table: ModelTable): readonly TableMutation[] {
  return table.foreignKeys.flatMap((key, place) => {
    const object = `${spellName(table.name)}(${spellList(key.columns)})`;
    const change = (name: string, after: Partial<ModelForeignKey>, kind: string): TableMutation => ({
      name,
      tableAfter: { ...table, foreignKeys: table.foreignKeys.with(place, { ...key, ...after }) },
      expected: [{ kind, lacking: 'both', object }],
    });
    return [
      {
        name: 'no foreign key',
        tableAfter: { ...table, foreignKeys: table.foreignKeys.filter((one) => one !== key) },
        expected: [{ kind: 'foreign-key', lacking: 'changed' as const, object }],
      },
      change('ON DELETE', { onDelete: key.onDelete === 'CASCADE' ? 'RESTRICT' : 'CASCADE' }, 'on-delete'),
      change('ON UPDATE', { onUpdate: key.onUpdate === 'NO ACTION' ? 'SET NULL' : 'NO ACTION' }, 'on-update'),
      change('deferred', { isDeferred: !key.isDeferred }, 'foreign-key'),
    ];
  });
}

/** Whether a longer index begins with the same columns. */
function isBeginning(table: ModelTable, index: ModelIndex): boolean {
  const values = ({ keys }: ModelIndex): readonly string[] => keys.map(({ value }) => JSON.stringify(value));
  const own = values(index);
  return table.indexes.some((one) => one !== index && own.every((value, at) => values(one)[at] === value));
}
