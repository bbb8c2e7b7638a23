/** What a script means for one table that was there before it. */
export interface TableIntent {
  /** Under which name its rows are to be found afterwards; null where the script drops it. */
  readonly becomes: string | null;
  /** By the name before: the name afterwards. Columns that the script drops, or leaves out of a rebuild, are missing. */
  readonly columns: ReadonlyMap<string, string>;
  /** Columns, by the name before, whose values the script names. */
  readonly changes: ReadonlySet<string>;
  /** Columns that get another type and no other value. */
  readonly converts: ReadonlySet<string>;
  readonly drops: ReadonlySet<string>;
  readonly removesRows: boolean;
  /** True where a copy could not be read: any value may be another then, and rows are known by their key all the same. */
  readonly isUnread: boolean;
  /** Offset of the statement that makes the table anew or drops it; null where none does. */
  readonly madeAt: number | null;
}

/** What a script means: by the table's name before it, and the tables, by the name afterwards, to which it adds rows. */
export interface ScriptIntent {
  readonly tables: ReadonlyMap<string, TableIntent>;
  readonly adds: ReadonlySet<string>;
  /** Offset of the first statement that drops a table: what fires along with it comes from there. */
  readonly firstDrop: number | null;
  /** Offset of the first statement that names the table, as it is called afterwards. */
  readonly places: ReadonlyMap<string, number>;
}
