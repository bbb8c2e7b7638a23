/** What one column of a copied row is made from. */
export type CopiedExpression =
  | { readonly kind: 'column'; readonly column: string }
  /** The column in another type, and nothing else. */
  | { readonly kind: 'cast'; readonly column: string }
  | { readonly kind: 'star' }
  | { readonly kind: 'other' };

/** The rows that an INSERT takes from a table. */
export interface Copy {
  readonly table: string;
  readonly expressions: readonly CopiedExpression[];
}

/** One thing that a script names, in the order of the script. Names are folded as the engine folds them, without a schema. */
export type NamedAction = {
  readonly table: string;
  /** UTF-16 offset of the key word. */
  readonly start: number;
} & (
  | { readonly kind: 'remove-rows' | 'drop-table' | 'create-table' }
  | { readonly kind: 'rename-table'; readonly to: string }
  | { readonly kind: 'rename-column'; readonly column: string; readonly to: string }
  | { readonly kind: 'drop-column' | 'add-column'; readonly column: string }
  /** Values in another type, and nothing else. */
  | { readonly kind: 'convert-column'; readonly column: string }
  /** New values; `*` where the statement may set any column. */
  | { readonly kind: 'set-column'; readonly column: string }
  | {
      readonly kind: 'insert';
      /** Null where the statement names none: then it means all, in the table's order. */
      readonly columns: readonly string[] | null;
      /** Null where the rows come from elsewhere than one table. */
      readonly from: Copy | null;
      /** Every table that the statement reads rows of, `from` among them. */
      readonly reads: readonly string[];
    }
);
