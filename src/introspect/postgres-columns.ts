import type { Column, Counter } from '../core/schema.ts';
import type { PostgresCatalog } from './postgres-catalog.ts';
import type { ColumnRow, Oid, SequenceRow } from './postgres-rows.ts';

const identities: Readonly<Record<'a' | 'd', Counter>> = { a: 'identity-always', d: 'identity-by-default' };

/** Returns the columns of a table in its order. */
export function readColumns(catalog: PostgresCatalog, table: Oid): readonly Column[] {
  const sequences = catalog.sequences.get(table) ?? [];
  return (catalog.columns.get(table) ?? []).map((row) => readColumn(catalog, sequences, row));
}

function readColumn(catalog: PostgresCatalog, sequences: readonly SequenceRow[], row: ColumnRow): Column {
  const { name, notNull, expression, generated, collation } = row;
  const declared = catalog.types.get(row.type)!;
  const counter = counterOf(row, sequences);
  const isGenerated = generated !== '';
  return {
    name,
    type: declared.type,
    nullable: !notNull && !declared.notNull,
    default: isGenerated || counter !== null ? null : (expression ?? declared.default),
    generated: isGenerated ? { expression: expression ?? '', stored: generated === 's' } : null,
    counter,
    collation: collation === declared.collation ? null : (catalog.collations.get(collation) ?? null),
  };
}

function counterOf(column: ColumnRow, sequences: readonly SequenceRow[]): Counter | null {
  if (column.identity !== '') return identities[column.identity];
  return sequences.some((sequence) => counts(sequence, column)) ? 'serial' : null;
}

/** True where the column counts by that sequence: it owns it, and its default takes the next value and nothing else. */
export function counts(sequence: SequenceRow, column: ColumnRow): boolean {
  const [, , table, number, literal] = sequence;
  return (
    table === column.table &&
    number === column.number &&
    column.expression === `nextval(${literal}::regclass)`
  );
}
