import { columnCollation } from '../matching/collation-class.ts';
import type { LogicalName } from '../logical-type.ts';
import type { Rule } from '../rule.ts';
import { eachColumn } from './column-rule.ts';

/** Texts of which one in other letters is another one: a UUID or a moment is not. */
const mindsCase: ReadonlySet<LogicalName> = new Set(['text', 'json', 'enum', 'array']);

/** How the texts of a column are compared. */
export const collationRule: Rule = {
  name: 'collation',
  reports: [{ kind: 'collation', severity: 'error' }],
  summary:
    'Texts are equal, or sorted, otherwise: citext opposite to a column without COLLATE NOCASE, or the reverse. COLLATE "C" stands opposite to BINARY, and so does the collation of the database. A UUID is the same in either case.',
  find: (comparing) =>
    eachColumn(comparing, (column, object) => {
      if (!mindsCase.has(column.types.sqlite.name)) return null;
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
