/** Something that a migration does to a table or view of the module. */
export interface Touch {
  /** The table's or view's name, in lower case. */
  readonly relation: string;
  /** The columns that it is about; null for the table as a whole, which is all of them. */
  readonly columns: ReadonlySet<string> | null;
  /** The columns that it brings; null for a table or view that it creates. */
  readonly added: ReadonlySet<string> | null;
  readonly place: TouchPlace;
}

export interface TouchPlace {
  readonly file: string;
  /** On disk; null where it is the file as a whole. */
  readonly line: number | null;
  readonly column: number | null;
}

/** A touch while its script is still being read. */
export interface OpenTouch extends Pick<Touch, 'columns' | 'added'> {
  /** A table that is built under another name gets its own at the rename. */
  relation: string;
  readonly kind: 'create' | 'alter' | 'drop' | 'rename' | 'rows';
  /** Of rows that are copied from one table: the columns that are not taken as they were, null for all. Else as `columns`. */
  readonly made: ReadonlySet<string> | null;
  /** The index, trigger or function that says it (a key of the written schema), else null. */
  readonly object: string | null;
  /** UTF-16 offset into the executed text. */
  readonly start: number;
}

/** What brings no column. */
export const nothingAdded: ReadonlySet<string> = new Set();
