import type { Rule } from '../rule.ts';
import { eachColumn } from './column-rule.ts';

/** The same thing, written down otherwise. */
export const encodingRule: Rule = {
  name: 'encoding',
  reports: [{ kind: 'encoding', severity: 'info' }],
  summary:
    'Both types mean the same and SQLite writes it down otherwise: a UUID as text, a boolean as 0 and 1.',
  find: (comparing) =>
    eachColumn(comparing, ({ postgres, sqlite, types }, object) => {
      const encoding = types.form?.encoding ?? null;
      if (encoding === null) return null;
      const counted = types.sqlite.unit !== null && types.sqlite.unit !== 'text';
      const unit = counted ? ` (${types.sqlite.unit})` : '';
      return {
        kind: 'encoding',
        severity: 'info',
        message: `${object} is ${types.postgres.name} on both sides; SQLite stores it as ${encoding}${unit}.`,
        postgres: postgres.type.declared.toLowerCase(),
        sqlite: `${sqlite.type.declared.toLowerCase()}${unit}`,
      };
    }),
};
