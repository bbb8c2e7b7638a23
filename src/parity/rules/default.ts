import { engineTitles } from '../../core/engine.ts';
import type { Column } from '../../core/schema.ts';
import { comparable } from '../normalise/comparable.ts';
import type { Difference } from '../difference.ts';
import { columnFragment } from '../fragments.ts';
import type { Normalised } from '../normalise/normaliser.ts';
import { type ColumnPair, columnLabel, type TablePair } from '../pairing/pair-schemas.ts';
import { type Comparing, differenceOf, type Rule } from '../rule.ts';

/** What an INSERT that leaves the column out stores. */
export const defaultRule: Rule = {
  name: 'default',
  reports: [{ kind: 'default', severity: 'error' }],
  summary:
    "An INSERT that leaves the column out stores another value. Equal values in other spelling are the same (true and 1, '{}' and X'7B7D', now() and CURRENT_TIMESTAMP of the same unit), and DEFAULT NULL is none.",
  find: (comparing) =>
    comparing.schemas.tables.flatMap((table) =>
      table.columns.flatMap((column) => compareDefaults(comparing, table, column) ?? []),
    ),
};

function compareDefaults(comparing: Comparing, table: TablePair, column: ColumnPair): Difference | null {
  const postgres = read(comparing, table, column, 'postgres');
  const sqlite = read(comparing, table, column, 'sqlite');
  if (postgres === null && sqlite === null) return null;
  if (postgres !== null && sqlite !== null && isSame(postgres, sqlite, column)) return null;
  const object = columnLabel(table.label, column.name);
  return differenceOf({
    kind: 'default',
    severity: 'error',
    object,
    table: table.label,
    message: messageOf(object, postgres, sqlite),
    postgres: sideOf(postgres, column.postgres),
    sqlite: sideOf(sqlite, column.sqlite),
  });
}

function sideOf(value: Normalised | null, column: Column): Difference['postgres'] {
  return value === null ? null : { value: value.text, ddl: columnFragment(column) };
}

function read(
  { normaliser }: Comparing,
  table: TablePair,
  column: ColumnPair,
  side: 'postgres' | 'sqlite',
): Normalised | null {
  const text = column[side].default;
  if (text === null || column[side].generated !== null) return null;
  const value = normaliser.default(text, column.types[side], table.contexts[side]);
  return value.expression.kind === 'null' ? null : value;
}

/** Where the types are no pair, that is told of the type: 0 and '0' are no second difference. */
function isSame(postgres: Normalised, sqlite: Normalised, { types }: ColumnPair): boolean {
  if (comparable(postgres.text) === comparable(sqlite.text)) return true;
  return types.form === null && bare(postgres.text) === bare(sqlite.text);
}

function bare(text: string): string {
  return text
    .replace(/^'(.*)'$/s, '$1')
    .replace(/^true$/, '1')
    .replace(/^false$/, '0');
}

function messageOf(object: string, postgres: Normalised | null, sqlite: Normalised | null): string {
  if (postgres !== null && sqlite !== null) {
    const remark = postgres.isUnderstood && sqlite.isUnderstood ? '' : ' (compared word by word)';
    return `A row inserted without ${object} gets ${postgres.text} on PostgreSQL and ${sqlite.text} on SQLite${remark}.`;
  }
  const side = postgres === null ? 'postgres' : 'sqlite';
  const value = (postgres ?? sqlite)!.text;
  const title = engineTitles[side];
  return `${title} has no default for ${object}: a row inserted without it gets ${value} on the other side, and NULL or an error on ${title}.`;
}
