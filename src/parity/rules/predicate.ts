import type { Rule } from '../rule.ts';
import { eachPair } from './access-rule.ts';

/** Which rows are in an index. */
export const predicateRule: Rule = {
  name: 'predicate',
  reports: [{ kind: 'predicate', severity: 'error' }],
  summary:
    'A partial index holds other rows on each side. IS NOT NULL of a column that is never NULL, or of a key column of a unique index, says nothing.',
  find: (comparing) =>
    eachPair(comparing, ({ postgres, sqlite, differs }, object) => {
      if (!differs.includes('predicate')) return null;
      const what = postgres.isUnique
        ? 'what one side takes as unique the other refuses'
        : 'a query finds it on one side only';
      const rows = (predicate: string): string => (predicate === '' ? 'all rows' : `rows with ${predicate}`);
      return {
        kind: 'predicate',
        severity: 'error',
        message: `${object} holds ${rows(postgres.predicate)} on PostgreSQL and ${rows(sqlite.predicate)} on SQLite: ${what}.`,
      };
    }),
};
