/** The kinds of docs/parity.md. What each weighs is the rule's to say, within what `severities` allows. */
export type DifferenceKind =
  | 'table'
  | 'column'
  | 'type'
  | 'nullability'
  | 'default'
  | 'primary-key'
  | 'unique'
  | 'foreign-key'
  | 'on-delete'
  | 'on-update'
  | 'check'
  | 'trigger'
  | 'view'
  | 'index'
  | 'index-columns'
  | 'predicate'
  | 'autoincrement'
  | 'generated'
  | 'collation'
  | 'enum-labels'
  | 'length'
  | 'precision'
  | 'nullable-key'
  | 'rowid-key'
  | 'name'
  | 'column-order'
  | 'access-method'
  | 'redundant-index'
  | 'encoding';

/** `error`: the same program behaves differently. `warning`: it may, with data that the schema allows. */
export type Severity = 'error' | 'warning' | 'info';

/** One engine's side of a difference. */
export interface DifferenceSide {
  /** What was compared, normalised: what an accepted difference records. */
  readonly value: string;
  /** The object in the engine's own words. */
  readonly ddl: string;
}

/** A line of a script. */
export interface ScriptPlace {
  /** The step's id, e.g. V18. */
  readonly step: string;
  readonly file: string;
  readonly line: number;
}

/** One thing that is not the same on both sides. */
export interface Difference {
  /**
   * Stable: kind, the side that lacks it (`both` where both have it and differ), and the object without the module's own
   * schema, e.g. `index:sqlite:request_logs(owner_id,occurred_at)`.
   */
  readonly id: string;
  readonly kind: DifferenceKind;
  readonly severity: Severity;
  /** `request_logs(owner_id,occurred_at)`, `users.role`. */
  readonly object: string;
  /** The table that it belongs to, as compared; null for a view. */
  readonly table: string | null;
  /** One sentence for people: what differs and what follows from it. */
  readonly message: string;
  /** Null where this side has nothing. */
  readonly postgres: DifferenceSide | null;
  readonly sqlite: DifferenceSide | null;
  /** The step after which it first showed, or null where only the end was looked at. */
  readonly since: string | null;
  /** The statement on each side that last touched the object. */
  readonly files: { readonly postgres: ScriptPlace | null; readonly sqlite: ScriptPlace | null };
}

/** An accepted difference, with the entry of the parity file that accepts it. */
export interface AcceptedDifference {
  readonly difference: Difference;
  readonly exception: ParityException;
}

/** One entry under `accepted` of the parity file. `postgres` and `sqlite` are the normalised values at acceptance. */
export interface ParityException {
  readonly id: string;
  readonly postgres: string | null;
  readonly sqlite: string | null;
  readonly reason: string;
  /** What an emulation replaces: the id of the difference that it settles too. */
  readonly standsFor?: string;
}

/** An entry that matches nothing any more, or whose values have changed. */
export interface StaleException {
  readonly exception: ParityException;
  /** For people: what has changed. */
  readonly reason: string;
}

/** An object or module outside of the comparison. */
export interface NotCompared {
  readonly side: 'postgres' | 'sqlite' | 'both';
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
}

/** What comparing two schemas gives. */
export interface Comparison {
  /** Sorted by severity, table, kind and id. Accepted ones are not among them. */
  readonly differences: readonly Difference[];
  readonly accepted: readonly AcceptedDifference[];
  readonly staleExceptions: readonly StaleException[];
  readonly notCompared: readonly NotCompared[];
  /** What was looked at, for the matrix of a report: one row per table that either side has. */
  readonly tables: readonly string[];
}

/** The parity file as read. */
export interface ParityFile {
  /** `table.column` to the logical type that it carries where the declared types cannot say it. */
  readonly logical: Readonly<Record<string, string>>;
  readonly accepted: readonly ParityException[];
}

export const emptyParityFile: ParityFile = { logical: {}, accepted: [] };
