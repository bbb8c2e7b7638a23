import type { Trigger } from '../core/schema.ts';
import { readCreateTrigger } from '../sql/sqlite-ddl/read-create-trigger.ts';
import type { CatalogTable } from './sqlite-rows.ts';

/** Returns the triggers of a table or view, by name. */
export function sqliteTriggers({ triggers }: CatalogTable): readonly Trigger[] {
  return triggers
    .map(({ name, sql }): Trigger => {
      const { timing, event, columns, when } = readCreateTrigger(sql);
      return {
        name,
        timing,
        events: event === null ? [] : [event],
        columns,
        forEach: 'row',
        when,
        isEnabled: true,
        definition: sql,
      };
    })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
