import { engineTitles } from '../../core/engine.ts';
import { takesNull } from '../conditions/nullable.ts';
import type { Rule } from '../rule.ts';
import { type ColumnFinding, eachColumn } from './column-rule.ts';

const spell = (isNullable: boolean): string => (isNullable ? 'null' : 'not null');

/** A column that stores NULL on one side only. */
export const nullabilityRule: Rule = {
  name: 'nullability',
  reports: [
    { kind: 'nullability', severity: 'error' },
    { kind: 'nullable-key', severity: 'warning' },
  ],
  summary:
    'One side stores NULL and the other refuses it. NOT NULL, CHECK (c IS NOT NULL) and the key of a WITHOUT ROWID table say the same; a primary key of SQLite without NOT NULL is a warning, because SQLite does take the NULL.',
  find: (comparing) =>
    eachColumn(comparing, (column, object, table) => {
      const postgres = takesNull(table, column, 'postgres', comparing.normaliser);
      const sqlite = takesNull(table, column, 'sqlite', comparing.normaliser);
      if (postgres === sqlite) return null;
      const values = { postgres: spell(postgres), sqlite: spell(sqlite) };
      if (sqlite && table.sqlite.primaryKey?.columns.includes(column.name) === true) {
        return {
          kind: 'nullable-key',
          severity: 'warning',
          side: 'sqlite',
          message: `${object} belongs to SQLite's primary key without NOT NULL: SQLite takes a NULL there, PostgreSQL refuses it.`,
          ...values,
        } satisfies ColumnFinding;
      }
      const [taker, refuser] = sqlite ? (['sqlite', 'postgres'] as const) : (['postgres', 'sqlite'] as const);
      return {
        kind: 'nullability',
        severity: 'error',
        message: `${engineTitles[taker]} stores NULL in ${object} and ${engineTitles[refuser]} refuses it.`,
        ...values,
      };
    }),
};
