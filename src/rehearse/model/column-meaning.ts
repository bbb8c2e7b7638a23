import type { Engine } from '../../core/engine.ts';
import type { Column } from '../../core/schema.ts';
import type { RowColumn } from '../../engines/row-dialect.ts';
import {
  type LogicalName,
  type LogicalType,
  logicalTypes,
  type TimeUnit,
} from '../../parity/logical-type.ts';
import { pairTypes, postgresType, sqliteType } from '../../parity/pairing/pair-types.ts';

/** One engine's side of a column. */
export interface SideColumn {
  readonly column: Column;
  readonly row: RowColumn;
}

/** A column by its name, with what its values mean on either engine. */
export interface PairedColumn {
  /** In lower case. */
  readonly name: string;
  readonly meaning: LogicalName;
  readonly sides: { readonly [E in Engine]: SideColumn | null };
}

type Sides = { readonly [E in Engine]: Column | null };

/** Returns the column with what its values mean: what PostgreSQL says where both have it, else the side that is there. */
export function pairedMeaning(name: string, sides: Sides, statedName: string | null): PairedColumn {
  const stated = statedName === null ? null : (logicalTypes[statedName] ?? null);
  const { postgres, sqlite } = typesOf(sides, stated);
  const meaning = sides.postgres === null ? sqlite.name : postgres.name;
  return {
    name,
    meaning,
    sides: {
      postgres: sides.postgres === null ? null : sideOf(sides.postgres, meaning, postgres.unit, null),
      sqlite:
        sides.sqlite === null
          ? null
          : sideOf(
              sides.sqlite,
              meaning,
              sqlite.unit ?? unitOfDefault(sides.sqlite),
              meaning === 'decimal' ? scaleOf(sides) : null,
            ),
    },
  };
}

function typesOf(
  { postgres, sqlite }: Sides,
  stated: LogicalType | null,
): { readonly [E in Engine]: LogicalType } {
  if (postgres !== null && sqlite !== null) return pairTypes(postgres, sqlite, stated);
  const single =
    stated ?? (postgres === null ? sqlite && sqliteType(sqlite.type) : postgresType(postgres.type));
  const type: LogicalType = single ?? { name: 'other', unit: null };
  return { postgres: type, sqlite: type };
}

function sideOf(column: Column, meaning: string, unit: TimeUnit, scale: number | null): SideColumn {
  const { name, isArray } = column.type;
  return {
    column,
    row: {
      name: column.name,
      meaning,
      unit,
      declared: name,
      isArray,
      scale,
      default: column.default ?? column.generated?.expression ?? null,
    },
  };
}

/** What the default counts in, where nothing else says it. */
function unitOfDefault({ type, default: text }: Column): TimeUnit {
  if (text === null || !type.name.includes('int')) return null;
  if (/\*\s*1000000\b/.test(text)) return 'us';
  return /\*\s*1000\b/.test(text) ? 'ms' : null;
}

/** numeric(10,2) opposite to INTEGER counts hundredths. */
function scaleOf({ postgres, sqlite }: Sides): number | null {
  const scale = postgres?.type.arguments[1] ?? 0;
  return scale > 0 && sqlite?.type.name.includes('int') === true ? scale : null;
}
