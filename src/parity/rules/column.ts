import { engineTitles } from '../../core/engine.ts';
import type { Column } from '../../core/schema.ts';
import type { Difference } from '../difference.ts';
import { columnFragment } from '../fragments.ts';
import { columnLabel, type TablePair } from '../pairing/pair-schemas.ts';
import { differenceOf, otherSide, type Rule } from '../rule.ts';

/** A column that only one side has. */
export const columnRule: Rule = {
  name: 'column',
  reports: [{ kind: 'column', severity: 'error' }],
  summary:
    'A column is missing on one side. Indexes, foreign keys and checks on it are not reported again; a primary key is.',
  find: ({ schemas }) =>
    schemas.tables.flatMap((table) => {
      const paired = new Set(table.columns.map(({ name }) => name));
      return (['postgres', 'sqlite'] as const).flatMap((side) =>
        table[side].columns
          .filter(({ name }) => !paired.has(name))
          .map((column) => missing(table, column, side)),
      );
    }),
};

function missing(table: TablePair, column: Column, side: 'postgres' | 'sqlite'): Difference {
  const object = columnLabel(table.label, column.name);
  const value = [column.type.declared, ...(column.nullable ? [] : ['not null'])].join(' ').toLowerCase();
  const own = { value, ddl: columnFragment(column) };
  return differenceOf({
    kind: 'column',
    severity: 'error',
    object,
    table: table.label,
    message: `${engineTitles[otherSide[side]]} has no column ${object}: every statement that names it fails there.`,
    postgres: side === 'postgres' ? own : null,
    sqlite: side === 'sqlite' ? own : null,
  });
}
