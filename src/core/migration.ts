import type { Engine } from './engine.ts';

/** When a step runs: by itself (`startup`, `seed`), or only when an operator names it (`release`, `data`). */
export type Category = 'startup' | 'release' | 'seed' | 'data';

export const categories: readonly Category[] = ['startup', 'release', 'seed', 'data'];

/** The categories whose gate is always open. */
export const automaticCategories: readonly Category[] = ['startup', 'seed'];

/** How file names are read: see docs/files.md. */
export type NamingProfile = 'versioned' | 'numbered';

/** The series a number counts in: schema versions, seeds, data migrations. */
export type Series = 'V' | 'S' | 'DM';

/** A `changes=table.column "reason"` header: an intended loss or change of rows, read by rehearse. */
export interface DeclaredChange {
  readonly table: string;
  readonly column: string | null;
  readonly reason: string;
}

/** An `allow=rule-id "reason"` header: a finding of `check` that the author accepts. */
export interface DeclaredAllowance {
  readonly rule: string;
  readonly reason: string;
}

/** One engine's side of a migration. `text` is exactly what is hashed and what is sent. */
export interface Script {
  readonly engine: Engine;
  /** The path as people know it: relative to the working folder where it lies below it, else absolute. */
  readonly file: string;
  /** The executed text: BOM stripped, CRLF to LF, `allow=` and `changes=` lines left out. */
  readonly text: string;
  /** `sha256:` and the hex digest of `text` in UTF-8. */
  readonly checksum: string;
  /** The lines on disk (from 1) that are not part of `text`, ascending. */
  readonly leftOut: readonly number[];
  /** Why this engine needs nothing, or null where the script has statements. */
  readonly noOp: string | null;
  /** `none`: each statement runs alone, outside a transaction (PostgreSQL only). */
  readonly transaction: 'atomic' | 'none';
  /** `off`: the header asks for a rebuild with foreign keys off (SQLite only). */
  readonly foreignKeys: 'on' | 'off';
  readonly changes: readonly DeclaredChange[];
  readonly allows: readonly DeclaredAllowance[];
  /**
   * Tables that CREATE TABLE statements of this script name, without TEMP ones, folded as the engine folds them:
   * `schema.table` on PostgreSQL, `table` in lower case on SQLite. Looked for when it is first asked.
   */
  readonly createdTables: readonly string[];
}

/** A range of versions that a squashed baseline stands for. */
export interface ReplacedRange {
  readonly from: number;
  readonly to: number;
}

/** One version, seed or data step of a module, with one script per engine on which the module exists. */
export interface Migration {
  /** The file name without `.sql`: what the history records. */
  readonly name: string;
  /** What people call it: `V18`, `S001`, `DM001`; in the numbered profile `001`, `S001`, `DM001`. */
  readonly id: string;
  readonly series: Series;
  readonly number: number;
  readonly category: Category;
  /** The id of the version that this seed or data step stands behind, or null. */
  readonly after: string | null;
  /** Ids of data steps that must be applied before this version runs, in alphabetical order. */
  readonly requires: readonly string[];
  readonly replaces: ReplacedRange | null;
  readonly scripts: { readonly [E in Engine]: Script | null };
}

/** What happens to a database that carries tables or history from before the baseline. */
export type BaselinePolicy = 'reset' | 'upgrade';

/** Where a module's history lies in a database. `schema` is null on SQLite. */
export interface HistoryTarget {
  readonly schema: string | null;
  readonly table: string;
}

/** A named owner of migrations, read from disk: the migrations in the order in which they stand. */
export interface LoadedModule {
  readonly name: string;
  readonly profile: NamingProfile;
  readonly baseline: { readonly version: number; readonly policy: BaselinePolicy };
  /** Every migration in chain order (docs/files.md): the order in which a fresh database runs them. */
  readonly chain: readonly Migration[];
  /** Null for an engine on which the module does not exist. */
  readonly history: { readonly [E in Engine]: HistoryTarget | null };
  /** Folder per engine, as shown to people. */
  readonly folders: { readonly [E in Engine]: string | null };
  /**
   * Reads and judges the scripts of these engines (by default of both) that `loadModule` was not asked for, and does
   * nothing where all are read; absent where there was nothing to leave. Throws what `loadModule` would have thrown; the
   * next call then reads the files again. A run does it before its first write, and whatever asks something of such a
   * script does it too.
   */
  readonly readScripts?: (engines?: readonly Engine[]) => void;
}
