import type { Rule } from '../rule.ts';
import { eachPair } from './access-rule.ts';

/** An index that stands on other columns, or on the same ones otherwise. */
export const indexColumnsRule: Rule = {
  name: 'index-columns',
  reports: [{ kind: 'index-columns', severity: 'error' }],
  summary:
    'An index has other columns on each side, or the same in another order, direction or collation. An index that descends in every column is the one that ascends; where NULLs are sorted is not compared, the engines differ in it anyway.',
  find: (comparing) =>
    eachPair(comparing, ({ postgres, sqlite, differs }, object) => {
      if (!differs.includes('columns')) return null;
      return {
        kind: 'index-columns',
        severity: 'error',
        message: `The index ${object} is ${postgres.value} on PostgreSQL and ${sqlite.value} on SQLite: it serves other queries on each side.`,
      };
    }),
};
