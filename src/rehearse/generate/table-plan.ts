import type { Engine } from '../../core/engine.ts';
import type { Expression } from '../../sql/expression/expression.ts';
import type { LogicalName } from '../../parity/logical-type.ts';
import type { PairedTable } from '../model/paired-table.ts';

/** What the declared rules leave of a column's values. */
export interface ColumnLimits {
  /** Of whole numbers; null where nothing bounds them but the type. */
  readonly least: bigint | null;
  readonly most: bigint | null;
  /** In characters. */
  readonly shortest: number;
  readonly longest: number | null;
  readonly isLower: boolean;
  readonly isUpper: boolean;
  /** What a LIKE demands at the beginning. */
  readonly prefix: string;
}

/** A column that gets a value of its own in every row. */
export interface ColumnPlan {
  readonly name: string;
  readonly meaning: LogicalName;
  readonly isNullable: boolean;
  readonly limits: ColumnLimits;
  /** The only values there may be, or null: enum labels, an IN list. */
  readonly choices: readonly string[] | null;
  /** Values that rules name, and those around them. */
  readonly hints: readonly string[];
  /** True where the engine counts: only numbers that leave it room to go on. */
  readonly isCounter: boolean;
  /** The width of a whole number in bytes, 4 for a `real`, and the digits of a decimal. */
  readonly bytes: number;
  readonly precision: readonly [total: number, scale: number] | null;
  /** The finest difference of moments that both engines keep, in microseconds. */
  readonly momentStep: bigint;
  readonly isUnique: boolean;
  readonly isArray: boolean;
}

/** A CHECK's demand, of either engine. */
export interface RulePlan {
  /** For people. */
  readonly text: string;
  readonly columns: readonly string[];
  /** Whose words they are: how moments are written differs. */
  readonly engine: Engine;
  readonly expression: Expression;
}

/** Rows must differ in these, where the predicate holds. */
export interface UniquePlan {
  readonly text: string;
  readonly columns: readonly string[];
  readonly engine: Engine;
  readonly parts: readonly Expression[];
  readonly predicate: Expression | null;
  readonly nullsDistinct: boolean;
}

/** A foreign key. */
export interface ReferencePlan {
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
}

/** All that a row of a table must fit into, on both engines. */
export interface TablePlan {
  readonly table: PairedTable;
  readonly columns: readonly ColumnPlan[];
  readonly rules: readonly RulePlan[];
  readonly uniques: readonly UniquePlan[];
  readonly references: readonly ReferencePlan[];
}
