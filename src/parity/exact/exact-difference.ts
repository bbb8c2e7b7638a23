/** One thing that two schemas of the same engine do not have alike: of a drift, a baseline, another path to the head. */
export interface ExactDifference {
  /** What it is: `table`, `column`, `index`, `foreign key`, `check`, `trigger`, `view`, `function` … */
  readonly kind: string;
  /** `users`, `users.role`, `users(owner_id)`. */
  readonly object: string;
  /** The table that it belongs to, or null. */
  readonly table: string | null;
  /** One sentence for people. */
  readonly message: string;
  /** In the engine's own words; null where the side has nothing. */
  readonly expected: string | null;
  readonly found: string | null;
}
