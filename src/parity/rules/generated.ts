import { engineTitles } from '../../core/engine.ts';
import type { Column } from '../../core/schema.ts';
import { comparable } from '../normalise/comparable.ts';
import type { Difference } from '../difference.ts';
import { columnFragment } from '../fragments.ts';
import { columnLabel, type TablePair } from '../pairing/pair-schemas.ts';
import { differenceOf, type Rule } from '../rule.ts';

/** A column that the engine computes. */
export const generatedRule: Rule = {
  name: 'generated',
  reports: [
    { kind: 'generated', severity: 'error' },
    { kind: 'generated', severity: 'info' },
  ],
  summary:
    'A column is computed on one side only, or from another expression. STORED opposite to VIRTUAL is information: the values are the same.',
  find: ({ schemas, normaliser }) =>
    schemas.tables.flatMap((table) =>
      table.columns.flatMap(({ name, postgres, sqlite }) => {
        if (postgres.generated === null && sqlite.generated === null) return [];
        const object = columnLabel(table.label, name);
        const value = (side: 'postgres' | 'sqlite', column: Column): string | null =>
          column.generated === null
            ? null
            : normaliser.expression(column.generated.expression, table.contexts[side]).text;
        return judge(table, object, postgres, sqlite, {
          postgres: value('postgres', postgres),
          sqlite: value('sqlite', sqlite),
        });
      }),
    ),
};

function judge(
  { label }: TablePair,
  object: string,
  postgres: Column,
  sqlite: Column,
  values: { readonly postgres: string | null; readonly sqlite: string | null },
): readonly Difference[] {
  const side = (column: Column, value: string | null): Difference['postgres'] =>
    value === null ? null : { value: `${value} ${keeping(column)}`, ddl: columnFragment(column) };
  const base = {
    kind: 'generated' as const,
    object,
    table: label,
    postgres: side(postgres, values.postgres),
    sqlite: side(sqlite, values.sqlite),
  };
  if (values.postgres === null || values.sqlite === null) {
    const [computes, stores] =
      values.postgres === null ? (['sqlite', 'postgres'] as const) : (['postgres', 'sqlite'] as const);
    const message = `${object} is computed on ${engineTitles[computes]} and an ordinary column on ${engineTitles[stores]}: writing it fails on one side, leaving it out gives another value.`;
    return [differenceOf({ ...base, severity: 'error', message })];
  }
  if (comparable(values.postgres) !== comparable(values.sqlite)) {
    const message = `${object} is computed from another expression on each side: the same row reads otherwise.`;
    return [differenceOf({ ...base, severity: 'error', message })];
  }
  if (keeping(postgres) === keeping(sqlite)) return [];
  const message = `${object} is ${keeping(postgres)} on PostgreSQL and ${keeping(sqlite)} on SQLite: the values are the same.`;
  return [differenceOf({ ...base, severity: 'info', message })];
}

function keeping({ generated }: Column): string {
  return generated?.stored === true ? 'stored' : 'virtual';
}
