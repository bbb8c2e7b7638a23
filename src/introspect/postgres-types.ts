import type { ColumnType } from '../core/schema.ts';
import { lowerAscii } from '../sql/names.ts';
import type { EnumRow, Oid, TypeKey, TypeRow } from './postgres-rows.ts';

/** A type as columns have it. */
export interface PostgresType {
  readonly type: ColumnType;
  /** What a column of the type on which it stands has without a COLLATE. */
  readonly collation: Oid;
  /** What a domain gives to columns that say nothing of it themselves. */
  readonly default: string | null;
  readonly notNull: boolean;
}

/** Returns the types by their key. Columns of one type share one value. */
export function readTypes(
  types: readonly TypeRow[],
  enums: readonly EnumRow[],
): ReadonlyMap<TypeKey, PostgresType> {
  const labels = new Map(enums.map(([oid, , , each]) => [oid, each ?? []]));
  return new Map(types.map((row) => [row[0], readType(row, labels)]));
}

function readType(row: TypeRow, labels: ReadonlyMap<Oid, readonly string[]>): PostgresType {
  const [, declared, base, baseDeclared, isArray, domain, enumType, collation, default_, notNull] = row;
  return {
    type: {
      declared,
      name: lowerAscii(base),
      arguments: argumentsOf(baseDeclared),
      isArray,
      enumLabels: enumType === null ? null : (labels.get(enumType) ?? []),
      domain,
    },
    collation,
    default: default_,
    notNull,
  };
}

/** The numbers in parentheses: `numeric(10,2)`, `timestamp(3) with time zone`. Not those inside a quoted name. */
function argumentsOf(declared: string): readonly number[] {
  const found = /\((-?\d+(?:,-?\d+)*)\)/.exec(declared.replace(/"(?:[^"]|"")*"/g, ''));
  return found === null ? [] : found[1]!.split(',').map(Number);
}
