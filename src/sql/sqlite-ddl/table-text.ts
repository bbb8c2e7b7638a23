/** What a CREATE TABLE of SQLite says that its pragmas do not, and what is needed to find the one in the other. */
export interface TableText {
  /** Empty for CREATE TABLE … AS SELECT, which the catalog never keeps. */
  readonly columns: readonly ColumnText[];
  /** PRIMARY KEY and UNIQUE, as they follow each other. */
  readonly keys: readonly KeyText[];
  readonly foreignKeys: readonly ForeignKeyText[];
  readonly checks: readonly CheckText[];
}

export interface ColumnText {
  readonly name: string;
  /** As it is written, empty where there is none. */
  readonly type: string;
  readonly isNotNull: boolean;
  /** Without the parentheses of an expression; null where there is none. */
  readonly default: string | null;
  /** Null where none is written. */
  readonly collation: string | null;
  readonly generated: { readonly expression: string; readonly stored: boolean } | null;
}

export interface KeyText {
  readonly kind: 'primary key' | 'unique';
  readonly name: string | null;
  readonly columns: readonly string[];
  /** By column, null where none is written in the key. */
  readonly collations: readonly (string | null)[];
  readonly isAutoincrement: boolean;
}

export interface ForeignKeyText {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly target: string;
  readonly deferrable: 'no' | 'initially-immediate' | 'initially-deferred';
}

export interface CheckText {
  readonly name: string | null;
  readonly expression: string;
}
