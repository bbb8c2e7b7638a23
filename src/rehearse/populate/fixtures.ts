import type { LogicalRow } from '../generate/row-rules.ts';

/** Rows that the module gives for tables, by table name (docs/rehearsal.md). */
export type Fixtures = ReadonlyMap<string, readonly LogicalRow[]>;
