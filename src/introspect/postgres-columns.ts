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
  const [, , name, typeKey, notNull, expression, generated, , collation] = row;
  const declared = catalog.types.get(typeKey)!;
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

function counterOf(row: ColumnRow, sequences: readonly SequenceRow[]): Counter | null {
  const identity = row[7];
  if (identity !== '') return identities[identity];
  return sequences.some((sequence) => counts(sequence, row)) ? 'serial' : null;
}

/** True where the column counts by that sequence: it owns it, and its default takes the next value and nothing else. */
export function counts(sequence: SequenceRow, column: ColumnRow): boolean {
  const [, , table, number, , literal] = sequence;
  return table === column[0] && number === column[1] && column[5] === `nextval(${literal}::regclass)`;
}
