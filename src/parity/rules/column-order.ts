import { differenceOf, type Rule } from '../rule.ts';
import { spellList } from '../spell-name.ts';

/** The order of a table's columns: one information per table. */
export const columnOrderRule: Rule = {
  name: 'column-order',
  reports: [{ kind: 'column-order', severity: 'info' }],
  summary:
    'The columns that both sides have stand in another order. An INSERT without a column list minds it.',
  find: ({ schemas }) =>
    schemas.tables.flatMap(({ label, postgres, sqlite, columns }) => {
      if (columns.every(({ name }, place) => sqlite.columns[place]?.name === name)) return [];
      const shared = new Set(columns.map(({ name }) => name));
      const order = (names: readonly { readonly name: string }[]): string =>
        spellList(names.map(({ name }) => name).filter((name) => shared.has(name)));
      const orders = { postgres: order(postgres.columns), sqlite: order(sqlite.columns) };
      if (orders.postgres === orders.sqlite) return [];
      return differenceOf({
        kind: 'column-order',
        severity: 'info',
        object: label,
        table: label,
        message: `The columns of ${label} stand in another order: name them in every INSERT and SELECT.`,
        postgres: { value: orders.postgres, ddl: orders.postgres },
        sqlite: { value: orders.sqlite, ddl: orders.sqlite },
      });
    }),
};
