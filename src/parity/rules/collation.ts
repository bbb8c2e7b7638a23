import { columnCollation } from '../collation-class.ts';
import { postgresType } from '../pair-types.ts';
import type { Rule } from '../rule.ts';
import { eachColumn } from './column-rule.ts';

/** How the texts of a column are compared. */
export const collationRule: Rule = {
  name: 'collation',
  reports: [{ kind: 'collation', severity: 'error' }],
  summary:
    'Texts are equal, or sorted, otherwise: citext opposite to a column without COLLATE NOCASE, or the reverse. COLLATE "C" stands opposite to BINARY, and so does the collation of the database.',
  find: (comparing) =>
    eachColumn(comparing, (column, object) => {
      if (postgresType(column.postgres.type).name !== 'text' || column.types.sqlite.name !== 'text')
        return null;
      const postgres = columnCollation(column, 'postgres');
      const sqlite = columnCollation(column, 'sqlite');
      if (postgres === sqlite) return null;
      return {
        kind: 'collation',
        severity: 'error',
        message: `${object} is compared as ${postgres} on PostgreSQL and as ${sqlite} on SQLite: the same search finds other rows, and a unique set takes other ones.`,
        postgres,
        sqlite,
      };
    }),
};
