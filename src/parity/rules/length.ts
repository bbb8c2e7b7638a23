import { engineTitles } from '../../core/engine.ts';
import type { Column } from '../../core/schema.ts';
import { conditionsOf } from '../conditions/conditions.ts';
import { postgresType } from '../pairing/pair-types.ts';
import type { Rule } from '../rule.ts';
import { type ColumnFinding, eachColumn } from './column-rule.ts';

/** How long a text may be. */
export const lengthRule: Rule = {
  name: 'length',
  reports: [
    { kind: 'length', severity: 'error' },
    { kind: 'length', severity: 'warning' },
  ],
  summary:
    'varchar(n) and char(n) with another n on each side, or with none on one (a warning). CHECK (length(c) <= n) on SQLite says the same as varchar(n).',
  find: (comparing) =>
    eachColumn(comparing, (column, object, table): ColumnFinding | null => {
      if (postgresType(column.postgres.type).name !== 'text' || column.types.sqlite.name !== 'text')
        return null;
      const postgres = declaredLength(column.postgres);
      const checked = conditionsOf(table, comparing.normaliser).sqlite.implied.flatMap((implied) =>
        implied.column === column.name && implied.meaning.means === 'length' ? [implied.meaning.limit] : [],
      );
      const sqlite = checked.length === 0 ? declaredLength(column.sqlite) : Math.min(...checked);
      if (postgres === sqlite) return null;
      const values = { postgres: spell(postgres), sqlite: spell(sqlite) };
      if (postgres !== null && sqlite !== null) {
        return {
          kind: 'length',
          severity: 'error',
          message: `${object} holds ${postgres} characters on PostgreSQL and ${sqlite} on SQLite.`,
          ...values,
        };
      }
      const side = postgres === null ? 'postgres' : 'sqlite';
      return {
        kind: 'length',
        severity: 'warning',
        side,
        message: `${object} is limited to ${postgres ?? sqlite} characters on one side; ${engineTitles[side]} stores longer ones.`,
        ...values,
      };
    }),
};

function declaredLength({ type }: Column): number | null {
  // PostgreSQL's char is char(1).
  if (type.name === 'character' && type.arguments.length === 0) return 1;
  return type.arguments[0] ?? null;
}

function spell(length: number | null): string {
  return length === null ? 'any length' : String(length);
}
