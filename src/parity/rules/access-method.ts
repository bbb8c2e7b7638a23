import type { Rule } from '../rule.ts';
import { eachLonely, eachPair, isOfAnotherKind } from './access-rule.ts';

/** How an index finds its rows. */
export const accessMethodRule: Rule = {
  name: 'access-method',
  reports: [{ kind: 'access-method', severity: 'info' }],
  summary:
    'An index of PostgreSQL is GIN, GiST, BRIN or another method that SQLite does not have, opposite to a plain one or none; or it carries INCLUDE columns.',
  find: (comparing) => [
    ...eachPair(comparing, ({ postgres, sqlite }, object) => {
      const isIncluding = postgres.included.length > 0;
      if (postgres.method === sqlite.method && !isIncluding) return null;
      const what = isIncluding ? 'carries INCLUDE columns' : `is ${postgres.method}`;
      return {
        kind: 'access-method',
        severity: 'info',
        message: `The index ${object} ${what} on PostgreSQL and is a plain one on SQLite.`,
      };
    }),
    ...eachLonely(comparing, ({ access, covered }, object) => {
      if (!isOfAnotherKind(access) || covered !== null) return null;
      return {
        kind: 'access-method',
        severity: 'info',
        message: `The index ${object} is ${access.method} on PostgreSQL, which SQLite does not have: what it serves is slower there.`,
      };
    }),
  ],
};
