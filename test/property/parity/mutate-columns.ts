import { spellName } from '../../../src/parity/spell-name.ts';
import { columnsOf } from './conditions.ts';
import { kinds, labelPool } from './kinds.ts';
import type { Model, ModelColumn, ModelTable } from './model.ts';
import type { Expected, TableMutation } from './mutate.ts';

/** Returns the changes of a table's columns. */
export function mutateColumns(table: ModelTable, model: Model): readonly TableMutation[] {
  const used = usedColumns(table, model);
  return table.columns.flatMap((column, place) => {
    const object = `${spellName(table.name)}.${spellName(column.name)}`;
    const change = (
      name: string,
      after: Partial<ModelColumn>,
      kind: string,
      lacking: Expected['lacking'] = 'both',
      follows: readonly string[] = [],
    ): TableMutation => ({
      name,
      tableAfter: { ...table, columns: table.columns.with(place, { ...column, ...after }) },
      expected: [{ kind, lacking, object }],
      follows,
    });
    const isFree = !used.has(column.name) && column.generated === null && !column.isCounter;
    const isKey = table.primaryKey?.includes(column.name) === true;
    const isPlain = column.generated === null && !column.isCounter;
    const { defaults } = kinds[column.kind];
    const known =
      column.labels.length > 0 ? Math.min(defaults.length, column.labels.length) : defaults.length;
    // Which spellings there are hangs on the declared type: a default that every type can spell is compared.
    const others = column.default === null ? [] : [column.default === 0 ? 1 : 0].filter((at) => at < known);
    return [
      ...(isPlain && !isKey
        ? [
            // What a predicate says of NULL, and NULLs of a unique set, hang on it.
            change('nullability', { nullable: !column.nullable }, 'nullability', 'both', [
              'predicate',
              'index',
              'unique',
            ]),
          ]
        : []),
      ...others.map((at) => change('another default', { default: at }, 'default')),
      ...(column.default === null ? [] : [change('no default', { default: null }, 'default', 'changed')]),
      ...(isPlain && column.default === null && known > 0
        ? [change('a default', { default: 0 }, 'default', 'other')]
        : []),
      ...(isFree && column.kind === 'text' && column.length === null && column.default === null
        ? [change('collation', { kind: 'citext' }, 'collation')]
        : []),
      ...(isFree && column.kind === 'int' && column.default === null
        ? [change('type', { kind: 'bytes' }, 'type')]
        : []),
      ...(column.kind === 'text' && column.length !== null
        ? [change('length', { length: column.length + 1 }, 'length')]
        : []),
      ...(isFree && column.kind === 'enumType' && column.labels.length < labelPool.length
        ? [change('a label', { labels: labelPool.slice(0, column.labels.length + 1) }, 'enum-labels')]
        : []),
      ...(column.generated?.is === 'add'
        ? [change('computed otherwise', { generated: { ...column.generated, value: 4321 } }, 'generated')]
        : []),
      ...(column.generated?.is === 'concat'
        ? [change('computed otherwise', { generated: { ...column.generated, value: '-other' } }, 'generated')]
        : []),
      ...(column.generated === null
        ? []
        : [change('not computed', { generated: null }, 'generated', 'changed')]),
      ...(isFree && table.columns.length > 1
        ? [
            {
              name: 'a column lost',
              tableAfter: { ...table, columns: table.columns.filter((one) => one !== column) },
              expected: [{ kind: 'column', lacking: 'changed' as const, object }],
            },
          ]
        : []),
      ...(column.isCounter
        ? [
            {
              ...change(
                'no counter',
                { isCounter: false, kind: 'bigint' as const },
                'autoincrement',
                'changed',
              ),
              only: 'sqlite' as const,
            },
          ]
        : []),
    ];
  });
}

/** Returns the columns of a table that something else than the column itself names. */
function usedColumns(table: ModelTable, { tables, views }: Model): ReadonlySet<string> {
  return new Set([
    ...(table.primaryKey ?? []),
    ...table.uniques.flatMap(({ columns }) => columns),
    ...table.indexes.flatMap(({ keys, predicate }) => [
      ...keys.flatMap(({ value }) => columnsOf(value)),
      ...(predicate === null ? [] : columnsOf(predicate)),
    ]),
    ...table.checks.flatMap(columnsOf),
    ...table.columns.flatMap(({ generated }) => (generated === null ? [] : columnsOf(generated))),
    ...table.foreignKeys.flatMap(({ columns }) => columns),
    ...tables.flatMap(({ foreignKeys }) =>
      foreignKeys.filter(({ target }) => target === table.name).flatMap(({ targetColumns }) => targetColumns),
    ),
    ...table.triggers.flatMap(({ of, when }) => [...of, ...(when === null ? [] : columnsOf(when))]),
    ...views
      .filter((view) => view.table === table.name)
      .flatMap(({ columns }) => columns.map(({ column }) => column)),
  ]);
}
