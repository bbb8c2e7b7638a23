import type { Index, IndexKey } from '../core/schema.ts';
import { byName, namesOf, type PostgresCatalog, vectorOf } from './postgres-catalog.ts';
import type { ColumnRow, IndexRow, Oid } from './postgres-rows.ts';

const descending = 1;
const nullsFirst = 2;

/** The database's own, the same in every cluster. */
const defaultCollation: Oid = '100';

/** Returns the indexes of a table that stand behind no constraint, by name. */
export function readIndexes(catalog: PostgresCatalog, table: Oid): readonly Index[] {
  const rows = catalog.indexes.get(table);
  if (rows === undefined) return [];
  const columns: ColumnRow[] = [];
  for (const row of catalog.columns.get(table) ?? []) columns[row.number] = row;
  return rows.map((row) => readIndex(catalog, columns, row)).sort(byName);
}

function readIndex(catalog: PostgresCatalog, columns: readonly ColumnRow[], row: IndexRow): Index {
  const [table, name, method, isUnique, isValid, nullsDistinct, keyCount, numbersText, , , , predicate] = row;
  const numbers = vectorOf(numbersText);
  return {
    name,
    isUnique,
    keys: readKeys(catalog, columns, row, numbers.slice(0, keyCount)),
    included: namesOf(catalog.columnNames.get(table) ?? [], numbers.slice(keyCount)),
    predicate,
    method,
    nullsDistinct,
    isValid,
  };
}

function readKeys(
  catalog: PostgresCatalog,
  columns: readonly ColumnRow[],
  row: IndexRow,
  numbers: readonly number[],
): readonly IndexKey[] {
  const options = vectorOf(row[8]);
  const collations = row[9].split(' ');
  const classes = row[10].split(' ');
  const expressions = [...(row[12] ?? [])];
  return numbers.map((number, at) => {
    const column = columns[number];
    const collation = collations[at]!;
    const order = {
      isDescending: (options[at]! & descending) !== 0,
      nullsFirst: (options[at]! & nullsFirst) !== 0,
      operatorClass: catalog.classes.get(classes[at]!) ?? null,
    };
    if (column !== undefined) {
      const isOwn = collation === '0' || collation === column.collation;
      return { column: column.name, ...order, collation: isOwn ? null : nameOf(catalog, collation) };
    }
    const isOwn = collation === defaultCollation;
    return {
      expression: expressions.shift() ?? '',
      ...order,
      collation: isOwn ? null : nameOf(catalog, collation),
    };
  });
}

/** `default` where the database's own stands in for a column's. */
function nameOf(catalog: PostgresCatalog, collation: Oid): string | null {
  return catalog.collations.get(collation) ?? null;
}
