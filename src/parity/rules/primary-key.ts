import { engineTitles } from '../../core/engine.ts';
import type { Key, Table } from '../../core/schema.ts';
import type { Difference } from '../difference.ts';
import { collationClass, columnCollation } from '../matching/collation-class.ts';
import type { TablePair } from '../pairing/pair-schemas.ts';
import { primaryKeyFragment } from '../fragments.ts';
import { differenceOf, type Rule } from '../rule.ts';
import { spellList, spellName } from '../spell-name.ts';

/** The primary key, its columns and their order. */
export const primaryKeyRule: Rule = {
  name: 'primary-key',
  reports: [{ kind: 'primary-key', severity: 'error' }],
  summary:
    'A primary key is missing on one side, has other columns, has them in another order, or is deferrable on PostgreSQL.',
  find: ({ schemas }) =>
    schemas.tables.flatMap((table) => {
      const { postgres, sqlite, label } = table;
      const keys = { postgres: postgres.primaryKey, sqlite: sqlite.primaryKey };
      const present = keys.postgres ?? keys.sqlite;
      const values = {
        postgres: spell(keys.postgres, table, 'postgres'),
        sqlite: spell(keys.sqlite, table, 'sqlite'),
      };
      if (present === null || values.postgres === values.sqlite) return [];
      const isShared = keys.postgres !== null && keys.sqlite !== null;
      return [
        differenceOf({
          kind: 'primary-key',
          severity: 'error',
          object: isShared ? label : `${label}(${spellList(present.columns)})`,
          table: label,
          message: messageOf(table, keys.postgres, keys.sqlite),
          postgres: sideOf(keys.postgres, values.postgres),
          sqlite: sideOf(keys.sqlite, values.sqlite),
        }),
      ];
    }),
};

/** A collation is the key's own only where its column has another. */
function spell(key: Key | null, table: TablePair, side: 'postgres' | 'sqlite'): string | null {
  if (key === null) return null;
  const parts = key.columns.map((name, position) => {
    const column = table.columns.find((pair) => pair.name === name);
    const collation = key.collations[position] ?? null;
    if (collation === null || column === undefined) return spellName(name);
    const own = collationClass(collation);
    return own === columnCollation(column, side) ? spellName(name) : `${spellName(name)} collate ${own}`;
  });
  return `(${parts.join(',')})${key.deferrable === 'no' ? '' : ` ${key.deferrable.replace('-', ' ')}`}`;
}

function sideOf(key: Key | null, value: string | null): Difference['postgres'] {
  return key === null || value === null ? null : { value, ddl: primaryKeyFragment(key) };
}

/** Whether the columns are unique although they are no key. */
function isUnique({ uniques, indexes }: Table, columns: readonly string[]): boolean {
  const wanted = columns.toSorted().join('\0');
  const isIt = (names: readonly string[]): boolean => names.toSorted().join('\0') === wanted;
  return (
    uniques.some((unique) => isIt(unique.columns)) ||
    indexes.some(
      ({ isUnique: refuses, predicate, keys }) =>
        refuses && predicate === null && isIt(keys.map((key) => ('column' in key ? key.column : ''))),
    )
  );
}

function messageOf(table: TablePair, postgres: Key | null, sqlite: Key | null): string {
  const { label } = table;
  if (postgres === null || sqlite === null) {
    const side = postgres === null ? 'postgres' : 'sqlite';
    const title = engineTitles[side];
    if (isUnique(table[side], (postgres ?? sqlite)!.columns)) {
      return `${label} has no primary key on ${title}, only the same columns unique: a foreign key that names no columns finds none there, and nor does a tool.`;
    }
    return `${label} has no primary key on ${title}: duplicates are stored there, and an upsert on the key fails.`;
  }
  const [ours, theirs] = [spellList(postgres.columns), spellList(sqlite.columns)];
  if (ours === theirs)
    return `The primary key of ${label} may be broken until the commit on PostgreSQL only.`;
  const isOrder = postgres.columns.toSorted().join('\0') === sqlite.columns.toSorted().join('\0');
  return isOrder
    ? `The primary key of ${label} has its columns in another order: a lookup by the first one is fast on one side only.`
    : `The primary key of ${label} is (${ours}) on PostgreSQL and (${theirs}) on SQLite: a row that one side takes is refused by the other.`;
}
