import type { Engine } from '../../core/engine.ts';
import { floorDiv, microsPerUnit, momentText } from '../../engines/moment-text.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import type { PairedTable } from '../model/paired-table.ts';
import { evaluate, type Lookup } from './evaluate.ts';
import { type Scalar, truthOf, Unknown, unknown } from './scalar.ts';
import type { UniquePlan } from './table-plan.ts';

/** A row in logical form, by column name. */
export type LogicalRow = ReadonlyMap<string, string | null>;

/** Returns how an engine's own words see the columns of a row. */
export function lookupOf(table: PairedTable, engine: Engine): (row: LogicalRow) => Lookup {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  return (row) => (name) => {
    const column = columns.get(name);
    const value = row.get(name);
    if (column === undefined || value === undefined) throw unknown;
    if (value === null) return null;
    const side = column.sides[engine]?.row;
    if (column.meaning === 'boolean') return value === 'true';
    if (column.meaning === 'integer') return BigInt(value);
    if (column.meaning === 'real' || column.meaning === 'decimal') return Number(value);
    if (column.meaning !== 'timestamp') return value;
    if (side?.unit === 'text') return momentText(value);
    return floorDiv(BigInt(value), side === undefined || side.unit === null ? 1n : microsPerUnit(side.unit));
  };
}

/** Returns whether a row fits a condition: NULL does. True as well where only the engine can tell. */
export function mayHold(condition: Expression, lookup: Lookup): boolean {
  try {
    return truthOf(evaluate(condition, lookup)) !== false;
  } catch (error) {
    if (error instanceof Unknown || error instanceof RangeError || error instanceof SyntaxError) return true;
    throw error;
  }
}

/** Returns the text that no two rows may share; null where the row is free, or only the engine can tell. */
export function uniqueKey({ parts, predicate, nullsDistinct }: UniquePlan, lookup: Lookup): string | null {
  try {
    if (predicate !== null && truthOf(evaluate(predicate, lookup)) !== true) return null;
    const values = parts.map((part) => evaluate(part, lookup));
    return nullsDistinct && values.includes(null) ? null : JSON.stringify(values.map(keyText));
  } catch (error) {
    if (error instanceof Unknown || error instanceof SyntaxError) return null;
    throw error;
  }
}

function keyText(value: Scalar): string | null {
  return value === null ? null : String(value);
}
