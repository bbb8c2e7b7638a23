import { engineTitles } from '../../core/engine.ts';
import type { Table, View } from '../../core/schema.ts';
import type { Difference, DifferenceSide } from '../difference.ts';
import { tableFragment, viewFragment } from '../fragments.ts';
import { outsideTable } from '../not-compared.ts';
import { differenceOf, otherSide, type Rule } from '../rule.ts';
import { spellList, spellQualified } from '../spell-name.ts';

/** A table that only one side has: one difference, whatever it holds. */
export const tableRule: Rule = {
  name: 'table',
  reports: [{ kind: 'table', severity: 'error' }],
  summary:
    'A table is missing on one side, or is a view there. What belongs to it is not reported again. Opposite to a virtual or foreign table it is not compared.',
  find: ({ schemas }) => [
    ...schemas.postgresOnly
      .filter((table) => outsideTable(table, schemas.sqlite) === null)
      .map((table) => missing(table, 'postgres', schemas.sqliteOnlyViews)),
    ...schemas.sqliteOnly
      .filter((table) => outsideTable(table, schemas.postgres) === null)
      .map((table) => missing(table, 'sqlite', schemas.postgresOnlyViews)),
  ],
};

function missing(table: Table, side: 'postgres' | 'sqlite', views: readonly View[]): Difference {
  const object = spellQualified(table);
  const other = otherSide[side];
  const view = views.find((candidate) => spellQualified(candidate) === object);
  const own: DifferenceSide = {
    value: `table (${spellList(table.columns.map(({ name }) => name))})`,
    ddl: tableFragment(table),
  };
  const opposite: DifferenceSide | null =
    view === undefined ? null : { value: `view (${spellList(view.columns)})`, ddl: viewFragment(view) };
  return differenceOf({
    kind: 'table',
    severity: 'error',
    object,
    table: object,
    message:
      view === undefined
        ? `${engineTitles[other]} has no table ${object}: every statement that names it fails there.`
        : `${object} is a table on ${engineTitles[side]} and a view on ${engineTitles[other]}: writing to it fails there.`,
    postgres: side === 'postgres' ? own : opposite,
    sqlite: side === 'sqlite' ? own : opposite,
  });
}
