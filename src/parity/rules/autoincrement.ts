import type { Rule } from '../rule.ts';
import { type ColumnFinding, eachColumn } from './column-rule.ts';

/** A column that counts by itself on one side only. */
export const autoincrementRule: Rule = {
  name: 'autoincrement',
  reports: [
    { kind: 'autoincrement', severity: 'error' },
    { kind: 'rowid-key', severity: 'warning' },
  ],
  summary:
    'A row inserted without the column gets the next number on one side only. serial and identity stand opposite to INTEGER PRIMARY KEY, with or without AUTOINCREMENT; INTEGER PRIMARY KEY without AUTOINCREMENT opposite to a plain integer key is a warning, because the program may give every number itself.',
  find: (comparing) =>
    eachColumn(comparing, ({ postgres, sqlite }, object): ColumnFinding | null => {
      if ((postgres.counter === null) === (sqlite.counter === null)) return null;
      const values = { postgres: postgres.counter ?? 'none', sqlite: sqlite.counter ?? 'none' };
      if (postgres.counter !== null) {
        return {
          kind: 'autoincrement',
          severity: 'error',
          side: 'sqlite',
          message: `${object} counts by itself on PostgreSQL and not on SQLite: a row inserted without it gets no number there.`,
          ...values,
        };
      }
      const isDeclared = sqlite.counter === 'autoincrement';
      return {
        kind: isDeclared ? 'autoincrement' : 'rowid-key',
        severity: isDeclared ? 'error' : 'warning',
        side: 'postgres',
        message: `${object} counts by itself on SQLite and not on PostgreSQL: a row inserted without it is refused there.`,
        ...values,
      };
    }),
};
