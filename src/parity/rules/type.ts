import { engineTitles } from '../../core/engine.ts';
import type { LogicalType } from '../logical-type.ts';
import { postgresType, sqliteType } from '../pairing/pair-types.ts';
import type { Rule } from '../rule.ts';
import { eachColumn } from './column-rule.ts';

/** Two types that may not stand opposite to each other. */
export const typeRule: Rule = {
  name: 'type',
  reports: [{ kind: 'type', severity: 'error' }],
  summary:
    'The declared types are no pair of the table of types, or one of them cannot hold the logical type that the parity file states.',
  find: (comparing) =>
    eachColumn(comparing, ({ postgres, sqlite, types }, object) => {
      if (types.form !== null) return null;
      const declared = { postgres: postgres.type.declared, sqlite: sqlite.type.declared || 'no type' };
      const message =
        types.unfit === null
          ? `${object} is ${declared.postgres} on PostgreSQL and ${declared.sqlite} on SQLite: the same value is stored and read back otherwise.`
          : `The parity file states a logical type for ${object} which ${declared[types.unfit]} on ${engineTitles[types.unfit]} cannot hold.`;
      return {
        kind: 'type',
        severity: 'error',
        message,
        postgres: spell(declared.postgres, postgresType(postgres.type)),
        sqlite: spell(declared.sqlite, sqliteType(sqlite.type)),
      };
    }),
};

function spell(declared: string, { name }: LogicalType): string {
  const own = declared.toLowerCase();
  return own === name || name === 'other' ? own : `${own} (${name})`;
}
