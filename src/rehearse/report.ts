import type { Engine } from '../core/engine.ts';

/** What a rehearsal can find (docs/rehearsal.md). */
export type RehearsalKind =
  /** Rows of a table are gone that the script does not name. */
  | 'rows-lost'
  /** Rows are there that the script does not insert. */
  | 'rows-added'
  /** Values are NULL that were not, in a column that the script does not change. */
  | 'value-nulled'
  /** Values are others, in a column that the script does not change. */
  | 'value-changed'
  /** A rebuild leaves out a column that held values. */
  | 'column-lost'
  /** The script fails with rows in the tables, and does not without. */
  | 'failed'
  /** The two engines hold different rows or values behind the same version. */
  | 'engines-differ'
  /** With `--from`: an upgraded database does not end in the schema of a fresh install. */
  | 'schema-differs';

/** What a script does to the rows of one table on one engine. */
export type LossKind = Exclude<RehearsalKind, 'failed' | 'engines-differ' | 'schema-differs'>;

/** A row or value, for people. */
export interface Sample {
  /** The row by its key: `id=7`, or all of it where it has none. */
  readonly row: string;
  /** Null where the whole row is meant, and for NULL. */
  readonly before: string | null;
  readonly after: string | null;
}

/** One thing that a version did to rows and that its script does not name. */
export interface RehearsalFinding {
  readonly kind: RehearsalKind;
  /** The step's id: V18. */
  readonly step: string;
  /** The side that lost or changed them; null where the two are compared. */
  readonly engine: Engine | null;
  /** Null for a script that fails. */
  readonly table: string | null;
  readonly column: string | null;
  /** How many rows or values. */
  readonly count: number;
  /** At most three. For `engines-differ`, `before` is PostgreSQL's value and `after` SQLite's. */
  readonly samples: readonly Sample[];
  /** One sentence for people. */
  readonly message: string;
  /** Imperative: what to do about it. */
  readonly hint: string;
  /** The script, and the line of the statement that did it, as far as it is known. */
  readonly file: string | null;
  readonly line: number | null;
}

/** A table that got no rows, so that nothing is known about it. */
export interface NotCovered {
  readonly table: string;
  /** The step that first met the table without rows; the last one where none did. */
  readonly step: string;
  /** Which rule could not be satisfied, for people. */
  readonly reason: string;
}

/** One step of a rehearsal. */
export interface RehearsedStep {
  readonly step: string;
  readonly name: string;
  /** Rows that were in the tables when the step ran, per engine; null where the module is not on the engine. */
  readonly rows: { readonly [E in Engine]: number | null };
  /** How many findings the step has. */
  readonly findings: number;
}

export interface ModuleRehearsal {
  readonly module: string;
  /** In the order of the chain, up to a step that failed. */
  readonly steps: readonly RehearsedStep[];
  readonly findings: readonly RehearsalFinding[];
  readonly notCovered: readonly NotCovered[];
}

/** What `lockstep rehearse` prints, and what the library gives. */
export interface RehearsalReport {
  /** `findings` where there is one; a table that is not covered is none. */
  readonly verdict: 'passed' | 'findings';
  readonly engines: { readonly [E in Engine]: string };
  /** The rows that each table was brought to. */
  readonly rowsPerTable: number;
  readonly modules: readonly ModuleRehearsal[];
}
