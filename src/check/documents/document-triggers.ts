import type { Category } from '../../core/migration.ts';

/** When a document has to change with a migration. One of the conditions is enough. */
export interface DocumentTrigger {
  /** The document, relative to the configuration's folder. */
  readonly document: string;
  /** What the document says of it, for messages: `ownership or identity`. */
  readonly when: string;
  /** Tables, views and `table.column`: whatever a script does to one of them. */
  readonly touches?: readonly string[];
  /** Tables and views: a column that comes to one of them, and the table itself when it comes. */
  readonly newColumns?: readonly string[];
  readonly categories?: readonly Category[];
  /** Header keys: a script that says one of them. */
  readonly headers?: readonly string[];
  /** The version with which the chain begins. */
  readonly firstVersion?: boolean;
}

/** A module's document triggers, as its file has them. */
export interface DocumentTriggers {
  readonly file: string;
  readonly triggers: readonly DocumentTrigger[];
  /**
   * Tables and views that need no document, with the reason. Where it is given, even empty, every table and view at the
   * head stands in a trigger or here; null where the file does not say it.
   */
  readonly exempt: Readonly<Record<string, string>> | null;
  /** The line of a key's path: `triggers[0].touches[1]`. */
  readonly lineOf: (key: string) => number;
}
