import type { Condition, Value } from './conditions.ts';
import type { KindName } from './kinds.ts';

/** A schema before either engine has words for it. */
export interface Model {
  readonly tables: readonly ModelTable[];
  readonly views: readonly ModelView[];
}

export interface ModelTable {
  readonly name: string;
  readonly columns: readonly ModelColumn[];
  readonly primaryKey: readonly string[] | null;
  readonly uniques: readonly ModelUnique[];
  readonly indexes: readonly ModelIndex[];
  readonly foreignKeys: readonly ModelForeignKey[];
  readonly checks: readonly Condition[];
  readonly triggers: readonly ModelTrigger[];
}

export interface ModelColumn {
  readonly name: string;
  readonly kind: KindName;
  readonly nullable: boolean;
  /** Counts by itself: the only column of a primary key. */
  readonly isCounter: boolean;
  /** Of a text: how long it may be. */
  readonly length: number | null;
  /** A place in the kind's list of defaults. */
  readonly default: number | null;
  readonly generated: Value | null;
  readonly labels: readonly string[];
}

export interface ModelUnique {
  readonly columns: readonly string[];
  /** A foreign key leads to it, so that it cannot be partial. */
  readonly isTarget: boolean;
}

export interface ModelIndex {
  readonly keys: readonly { readonly value: Value; readonly isDescending: boolean }[];
  readonly isUnique: boolean;
  readonly predicate: Condition | null;
}

export type Action = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT';

export interface ModelForeignKey {
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  readonly onDelete: Action;
  readonly onUpdate: Action;
  readonly isDeferred: boolean;
}

export interface ModelTrigger {
  readonly name: string;
  readonly timing: 'BEFORE' | 'AFTER';
  readonly events: readonly ('INSERT' | 'UPDATE' | 'DELETE')[];
  readonly of: readonly string[];
  readonly when: Condition | null;
}

export interface ModelView {
  readonly name: string;
  readonly table: string;
  /** Of the table, with the names that the view gives them. */
  readonly columns: readonly { readonly column: string; readonly name: string }[];
}
