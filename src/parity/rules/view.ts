import { engineTitles } from '../../core/engine.ts';
import type { View } from '../../core/schema.ts';
import type { Difference, DifferenceSide } from '../difference.ts';
import { viewFragment } from '../fragments.ts';
import { differenceOf, otherSide, type Rule } from '../rule.ts';
import { spellList, spellQualified } from '../spell-name.ts';

/** Views by their columns; what they select is each engine's own SQL. */
export const viewRule: Rule = {
  name: 'view',
  reports: [{ kind: 'view', severity: 'error' }],
  summary:
    'A view is missing on one side, has other columns, is materialized on PostgreSQL (what it shows is old there), or cannot be read any more because something it names is gone. Its query is not compared.',
  find: ({ schemas }) => {
    const { sqliteOnly, postgresOnly } = schemas;
    const isTable = (view: View, tables: typeof sqliteOnly): boolean =>
      tables.some((table) => spellQualified(table) === spellQualified(view));
    return [
      ...schemas.postgresOnlyViews
        .filter((view) => !isTable(view, sqliteOnly))
        .map((view) => missing(view, 'postgres')),
      ...schemas.sqliteOnlyViews
        .filter((view) => !isTable(view, postgresOnly))
        .map((view) => missing(view, 'sqlite')),
      ...schemas.views.flatMap(({ label, postgres, sqlite }) => {
        const values = { postgres: valueOf(postgres), sqlite: valueOf(sqlite) };
        if (values.postgres === values.sqlite && postgres.problem === null && sqlite.problem === null)
          return [];
        return differenceOf({
          kind: 'view',
          severity: 'error',
          object: label,
          table: null,
          message: messageOf(label, postgres, sqlite),
          postgres: { value: values.postgres, ddl: viewFragment(postgres) },
          sqlite: { value: values.sqlite, ddl: viewFragment(sqlite) },
          ...(sqlite.problem === null ? {} : { side: 'sqlite' as const }),
        });
      }),
    ];
  },
};

function missing(view: View, side: 'postgres' | 'sqlite'): Difference {
  const object = spellQualified(view);
  const own: DifferenceSide = { value: valueOf(view), ddl: viewFragment(view) };
  const broken = view.problem === null ? '' : ` On ${engineTitles[side]} it cannot be read: ${view.problem}.`;
  return differenceOf({
    kind: 'view',
    severity: 'error',
    object,
    table: null,
    message: `${engineTitles[otherSide[side]]} has no view ${object}: every query of it fails there.${broken}`,
    postgres: side === 'postgres' ? own : null,
    sqlite: side === 'postgres' ? null : own,
  });
}

function valueOf({ columns, isMaterialized, problem }: View): string {
  if (problem !== null) return 'broken';
  return `${isMaterialized ? 'materialized ' : ''}(${spellList(columns)})`;
}

function messageOf(label: string, postgres: View, sqlite: View): string {
  const problem = sqlite.problem ?? postgres.problem;
  if (problem !== null) {
    const side = sqlite.problem === null ? 'postgres' : 'sqlite';
    return `The view ${label} cannot be read on ${engineTitles[side]}: ${problem}.`;
  }
  return spellList(postgres.columns) === spellList(sqlite.columns)
    ? `The view ${label} is materialized on PostgreSQL: it shows old rows there until it is refreshed.`
    : `The view ${label} has other columns on each side, or in another order: a query reads something else.`;
}
