import type { Engine } from './engine.ts';

/**
 * A piece of SQL in the engine's own words, as its catalog keeps or prints it. It is read and normalised when it is
 * compared, never before.
 */
export type SqlText = string;

/** What a database declares, read from its catalog into one model for both engines. Names are as the catalog has them. */
export interface Schema {
  readonly engine: Engine;
  /** The server's or library's, e.g. `18.4`, `3.45.1`. */
  readonly version: string;
  /** Without the module's history tables, the engine's own tables, and those of extensions. Sorted by name. */
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  /** Enum types; empty on SQLite. */
  readonly enums: readonly EnumType[];
  /** What the model does not cover, and says so. */
  readonly others: readonly OtherObject[];
}

/** What a name means beside its schema: null where it lies in the schema that was asked for first, and on SQLite. */
export type SchemaName = string | null;

export interface Table {
  readonly schema: SchemaName;
  readonly name: string;
  /** In the table's order. Hidden columns of virtual tables are left out. */
  readonly columns: readonly Column[];
  readonly primaryKey: Key | null;
  /** UNIQUE constraints. A unique index is an index. */
  readonly uniques: readonly Key[];
  /** Those that somebody made by CREATE INDEX. */
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly Check[];
  readonly triggers: readonly Trigger[];
  readonly form: TableForm;
}

/** What a table is besides its columns and rules. */
export interface TableForm {
  readonly strict: boolean;
  readonly withoutRowid: boolean;
  /** `RANGE (at)` of a partitioned table, else null. Its partitions are no tables of the model. */
  readonly partitionedBy: SqlText | null;
  readonly unlogged: boolean;
}

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Null where there is none, and for a counter, whose default is the counting. */
  readonly default: SqlText | null;
  readonly generated: { readonly expression: SqlText; readonly stored: boolean } | null;
  readonly counter: Counter | null;
  /** Null where it is the engine's own: the database's on PostgreSQL, BINARY on SQLite. */
  readonly collation: string | null;
}

/** How a column counts by itself. `rowid` is INTEGER PRIMARY KEY, `autoincrement` the one that never uses a number again. */
export type Counter = 'serial' | 'identity-always' | 'identity-by-default' | 'rowid' | 'autoincrement';

export interface ColumnType {
  /** As the engine writes it: `character varying(40)`, `VARCHAR(40)`; empty where a SQLite column has none. */
  readonly declared: string;
  /** In lower case, without arguments and brackets: `character varying`, `varchar`. A domain's is the type it stands on. */
  readonly name: string;
  /** What stands in its parentheses: length, or precision and scale. */
  readonly arguments: readonly number[];
  readonly isArray: boolean;
  /** Its labels in order where it is an enum, else null. */
  readonly enumLabels: readonly string[] | null;
  /** The domain's name, else null. */
  readonly domain: string | null;
}

/** A primary key or UNIQUE constraint. */
export interface Key {
  /** Null where SQLite was given none. */
  readonly name: string | null;
  readonly columns: readonly string[];
  /** By column: null where it is the column's own. */
  readonly collations: readonly (string | null)[];
  /** False for NULLS NOT DISTINCT. */
  readonly nullsDistinct: boolean;
  readonly deferrable: Deferrable;
}

export type Deferrable = 'no' | 'initially-immediate' | 'initially-deferred';

export interface Index {
  readonly name: string;
  readonly isUnique: boolean;
  readonly keys: readonly IndexKey[];
  /** INCLUDE columns. */
  readonly included: readonly string[];
  readonly predicate: SqlText | null;
  /** `btree`, `gin`; always `btree` on SQLite. */
  readonly method: string;
  readonly nullsDistinct: boolean;
  /** False for what a failed CREATE INDEX CONCURRENTLY left behind. */
  readonly isValid: boolean;
}

/** One part of an index: a column or an expression, never both. */
export type IndexKey = {
  readonly isDescending: boolean;
  /** NULLs at the beginning of the index's own order; on SQLite where it ascends. */
  readonly nullsFirst: boolean;
  /** Null where it is the column's own, or the engine's for an expression. */
  readonly collation: string | null;
  /** The operator class where it is not the type's own, else null. */
  readonly operatorClass: string | null;
} & ({ readonly column: string } | { readonly expression: SqlText });

export type ForeignKeyAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';

export interface ForeignKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly targetSchema: SchemaName;
  readonly target: string;
  /** Those of the target's primary key where the key names none; empty where SQLite's target is not there. */
  readonly targetColumns: readonly string[];
  readonly onDelete: ForeignKeyAction;
  readonly onUpdate: ForeignKeyAction;
  readonly deferrable: Deferrable;
  readonly matchFull: boolean;
  /** False while NOT VALID: it holds for new rows only. */
  readonly isValidated: boolean;
}

export interface Check {
  readonly name: string | null;
  readonly expression: SqlText;
  readonly isValidated: boolean;
}

export type TriggerEvent = 'insert' | 'update' | 'delete' | 'truncate';

export interface Trigger {
  readonly name: string;
  readonly timing: 'before' | 'after' | 'instead of';
  /** In the order insert, update, delete, truncate. */
  readonly events: readonly TriggerEvent[];
  /** UPDATE OF these; empty for all. */
  readonly columns: readonly string[];
  readonly forEach: 'row' | 'statement';
  readonly when: SqlText | null;
  readonly isEnabled: boolean;
  /** All of it, as the engine prints it; with the function's body on PostgreSQL. */
  readonly definition: SqlText;
}

export interface View {
  readonly schema: SchemaName;
  readonly name: string;
  readonly columns: readonly string[];
  readonly isMaterialized: boolean;
  readonly triggers: readonly Trigger[];
  readonly definition: SqlText;
  /** Why the engine cannot read it any more: SQLite keeps a view whose table is gone. Null where it can. */
  readonly problem: string | null;
}

export interface EnumType {
  readonly schema: SchemaName;
  readonly name: string;
  readonly labels: readonly string[];
}

/** An object outside the model. */
export interface OtherObject {
  /** `function`, `domain`, `row-level security`, `exclusion constraint`, `sequence`, `virtual table`, `foreign table`, `rule` … */
  readonly kind: string;
  /** With its table where it has one: `rooms.rooms_no_overlap`. */
  readonly name: string;
  readonly definition: SqlText;
}
