import type { Table } from '../../core/schema.ts';
import type { LogicalName } from '../../parity/logical-type.ts';

/** A column as a snapshot holds it. */
export interface HeldColumn {
  /** In lower case. */
  readonly name: string;
  readonly meaning: LogicalName;
  readonly isGenerated: boolean;
}

/** A value in its logical form (docs/rehearsal.md), or null for NULL. */
export type HeldValue = string | null;

/** All rows of one table of one engine, by value. */
export interface HeldTable {
  /** In lower case. */
  readonly name: string;
  readonly columns: readonly HeldColumn[];
  /** Column names of the primary key first, then of UNIQUE sets whose rows cannot be told apart by NULLs only. */
  readonly keys: readonly (readonly string[])[];
  /** In the columns' order. */
  readonly rows: readonly (readonly HeldValue[])[];
  readonly table: Table;
}

/** What one engine holds, by table name. */
export type Snapshot = ReadonlyMap<string, HeldTable>;
