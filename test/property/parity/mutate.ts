import type { Engine } from '../../../src/core/engine.ts';
import { mutateAccesses } from './mutate-accesses.ts';
import { mutateChecks } from './mutate-checks.ts';
import { mutateColumns } from './mutate-columns.ts';
import { mutateObjects } from './mutate-objects.ts';
import type { Model, ModelTable } from './model.ts';

/** What has to be reported of a change: the side as differences say it, seen from the side that was changed. */
export interface Expected {
  readonly kind: string;
  /** `changed`: the changed side lacks it; `other`: the other one does. */
  readonly lacking: 'changed' | 'other' | 'both';
  /** As differences spell it; null where a normal form is in it, then the table has to be right. */
  readonly object: string | null;
}

/** One change of what a schema means. */
export interface Mutation {
  readonly name: string;
  readonly model: Model;
  readonly expected: readonly Expected[];
  /** Kinds that may follow from it. */
  readonly follows: readonly string[];
  readonly table: string;
  /** On which engine only it can be made. */
  readonly only?: Engine;
}

/** A change of one table. */
export type TableMutation = Omit<Mutation, 'model' | 'table' | 'follows'> & {
  readonly tableAfter: ModelTable;
  readonly follows?: readonly string[];
};

/** Returns every change that this module knows of a schema. */
export function mutationsOf(model: Model): readonly Mutation[] {
  const inTables = model.tables.flatMap((table, place) =>
    [mutateColumns, mutateAccesses, mutateChecks]
      .flatMap((mutate) => mutate(table, model))
      .map(({ tableAfter, follows, ...mutation }): Mutation => {
        return {
          ...mutation,
          table: table.name,
          follows: follows ?? [],
          model: { ...model, tables: model.tables.with(place, tableAfter) },
        };
      }),
  );
  return [...inTables, ...mutateObjects(model)];
}
