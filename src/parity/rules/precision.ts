import type { Rule } from '../rule.ts';
import { eachColumn } from './column-rule.ts';

/** NUMERIC of SQLite opposite to numeric. */
export const precisionRule: Rule = {
  name: 'precision',
  reports: [{ kind: 'precision', severity: 'warning' }],
  summary:
    'numeric stands opposite to NUMERIC or DECIMAL of SQLite, which keeps 15 digits and no scale. Text or a scaled INTEGER keeps all.',
  find: (comparing) =>
    eachColumn(comparing, ({ postgres, sqlite, types }, object) => {
      if (types.form?.isLossy !== true) return null;
      return {
        kind: 'precision',
        severity: 'warning',
        message: `SQLite stores ${object} as a floating point number of 15 digits: an exact decimal comes back changed.`,
        postgres: postgres.type.declared.toLowerCase(),
        sqlite: sqlite.type.declared.toLowerCase(),
      };
    }),
};
