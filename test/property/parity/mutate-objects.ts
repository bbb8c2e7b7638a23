import { spellName } from '../../../src/parity/spell-name.ts';
import type { Model, ModelTrigger } from './model.ts';
import type { Mutation } from './mutate.ts';
import { changedLeaves } from './mutate-checks.ts';

/** Returns the changes of tables, views and triggers as a whole. */
export function mutateObjects(model: Model): readonly Mutation[] {
  return [...tables(model), ...views(model), ...triggers(model)];
}

function tables(model: Model): readonly Mutation[] {
  const used = new Set([
    ...model.views.map(({ table }) => table),
    ...model.tables.flatMap(({ name, foreignKeys }) =>
      foreignKeys.filter(({ target }) => target !== name).map(({ target }) => target),
    ),
  ]);
  return model.tables
    .filter(({ name }) => !used.has(name))
    .map((table) => ({
      name: 'a table lost',
      model: { ...model, tables: model.tables.filter((one) => one !== table) },
      table: table.name,
      expected: [{ kind: 'table', lacking: 'changed', object: spellName(table.name) }],
      follows: [],
    }));
}

function views(model: Model): readonly Mutation[] {
  return model.views.flatMap((view, place): readonly Mutation[] => {
    const object = spellName(view.name);
    const [first, ...rest] = view.columns;
    const renamed = { ...view, columns: [{ ...first!, name: 'renamed here' }, ...rest] };
    return [
      {
        name: 'a view lost',
        model: { ...model, views: model.views.toSpliced(place, 1) },
        table: view.name,
        expected: [{ kind: 'view', lacking: 'changed', object }],
        follows: [],
      },
      {
        name: 'a column of a view',
        model: { ...model, views: model.views.with(place, renamed) },
        table: view.name,
        expected: [{ kind: 'view', lacking: 'both', object }],
        follows: [],
      },
    ];
  });
}

function triggers(model: Model): readonly Mutation[] {
  return model.tables.flatMap((table, place) =>
    table.triggers.flatMap((trigger, at) => {
      const change = (name: string, after: readonly ModelTrigger[]): Mutation => ({
        name,
        model: { ...model, tables: model.tables.with(place, { ...table, triggers: after }) },
        table: table.name,
        // Which of several is the one that was changed, nothing says.
        expected: [{ kind: 'trigger', lacking: 'both', object: null }],
        follows: ['trigger'],
      });
      const { timing, events, of, when } = trigger;
      const missing = (['INSERT', 'UPDATE', 'DELETE'] as const).filter((event) => !events.includes(event));
      return [
        change('no trigger', table.triggers.toSpliced(at, 1)),
        change(
          'timing',
          table.triggers.with(at, { ...trigger, timing: timing === 'AFTER' ? 'BEFORE' : 'AFTER' }),
        ),
        ...(when === null && of.length === 0 && missing.length > 0
          ? [
              change(
                'an event more',
                table.triggers.with(at, { ...trigger, events: [...events, ...missing.slice(0, 1)] }),
              ),
            ]
          : []),
        ...(when === null ? [] : [change('no WHEN', table.triggers.with(at, { ...trigger, when: null }))]),
        ...(when === null
          ? []
          : changedLeaves(when).map(([name, after]) =>
              change(`WHEN: ${name}`, table.triggers.with(at, { ...trigger, when: after })),
            )),
        ...(of.length === 0 ? [] : [change('no columns', table.triggers.with(at, { ...trigger, of: [] }))]),
      ];
    }),
  );
}
