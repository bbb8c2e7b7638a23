/** A column whose rows are written and read back by value, whatever its engine stores. */
export interface RowColumn {
  /** As the catalog has it. */
  readonly name: string;
  /** What its values mean: a logical type's name. */
  readonly meaning: string;
  /** How a moment is written down where `meaning` is one; else null. */
  readonly unit: string | null;
  /** The type's name in lower case without arguments. */
  readonly declared: string;
  readonly isArray: boolean;
  /** Of a decimal that is stored as a whole number of its smallest parts; else null. */
  readonly scale: number | null;
  /** The default in the engine's words: it may tell how moments are written. Null where there is none. */
  readonly default: string | null;
}

/** A value as the engine stores it: its storage kind and its text. */
export interface RawValue {
  readonly kind: 'integer' | 'real' | 'text' | 'bytes';
  /** Digits, a number, the text, or hexadecimal digits. */
  readonly text: string;
}

/** A table and its columns, in the engine's own names. */
export interface RowTable {
  readonly schema: string | null;
  readonly name: string;
  readonly columns: readonly RowColumn[];
}

/** How an engine reads and writes whole tables. Texts of SQL; nothing runs here. */
export interface RowDialect {
  /** A query whose columns `c0`, `c1`, … hold what `raw` reads. */
  select(table: RowTable): string;
  /** What a column of a row that `select` gave holds; null for NULL. */
  raw(value: unknown, column: RowColumn): RawValue | null;
  /** The literal of a value in its logical form; NULL for null. */
  literal(value: string | null, column: RowColumn): string;
  /** One statement per so many rows that the engine takes. `rows` hold literals in the columns' order. */
  insert(table: RowTable, rows: readonly (readonly string[])[]): readonly string[];
  /** What must run behind inserts with given numbers, so that the engine's own counting goes on behind them. */
  moveCounters(table: RowTable, counters: readonly string[]): readonly string[];
}
