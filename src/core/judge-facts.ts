import type { Engine } from './engine.ts';
import type { StoreSnapshot } from './history.ts';
import type { LoadedModule, Migration } from './migration.ts';

/** A recorded name that no file has, and the file that is there for its number, if any. */
export interface StrayName {
  readonly name: string;
  readonly file: string | null;
}

/** A file whose text is not the one that was applied. */
export interface EditedStep {
  readonly step: string;
  readonly name: string;
  readonly file: string;
  readonly recorded: string;
  readonly found: string;
  /** How many statements of a step that is not finished had been executed; null for an applied one. */
  readonly begun: number | null;
}

/** Everything about one database that stands in the way of a plan, before it is put into words. */
export interface HistoryFacts {
  readonly module: LoadedModule;
  readonly engine: Engine;
  readonly snapshot: StoreSnapshot;
  /** Recorded names below the baseline. */
  readonly tooOld: readonly string[];
  /** Without any history: tables of the module that are there, and the history table of an older tool. */
  readonly ownTables: readonly string[];
  readonly olderHistory: string | null;
  readonly newer: readonly string[];
  readonly newerTarget: string | null;
  readonly unknown: readonly StrayName[];
  readonly missing: readonly string[];
  /** Names inside the range of a squashed baseline that the database cannot take yet. */
  readonly unfinished: readonly { readonly name: string; readonly baseline: Migration }[];
  readonly edited: readonly EditedStep[];
  readonly outOfOrder: readonly Migration[];
  readonly halfDone: { readonly name: string; readonly statement: string; readonly line: number } | null;
}
