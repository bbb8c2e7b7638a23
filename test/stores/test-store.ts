/** One database of a test, looked at with a connection that Lockstep does not know. */
export interface TestStore {
  /** Every address under which a migrator reaches it: more than one where the protocol is a choice. */
  readonly urls: readonly string[];
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** The sorted catalog without Lockstep's own tables: one line per object. */
  catalog(): Promise<readonly string[]>;
  /** Every row of every table but Lockstep's own, sorted. */
  rows(): Promise<readonly string[]>;
  /** Names in the history, in the order in which they were written. */
  history(): Promise<readonly string[]>;
  drop(): Promise<void>;
}
