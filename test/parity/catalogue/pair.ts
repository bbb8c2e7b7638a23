import type { SpecificationLine } from './specification.ts';

/** Two small schemas with the differences that the specification, read by a person, asks for between them. */
export interface Pair {
  /** What the pair is about, as a claim. */
  readonly name: string;
  readonly covers: readonly SpecificationLine[];
  readonly postgres: string;
  readonly sqlite: string;
  /**
   * `severity kind:side:object`. Every error and warning there is; of what is information only that which must be said:
   * more of it is no false alarm.
   */
  readonly expect: readonly string[];
  /** The parity file's `logical`. */
  readonly logical?: Readonly<Record<string, string>>;
  /** Entries of the parity file, whose values are those of the comparison without it. */
  readonly accepted?: readonly { readonly id: string; readonly standsFor?: string }[];
  /** `side kind name` of objects that the report must list as outside of the comparison. */
  readonly notCompared?: readonly string[];
  /** PostgreSQL before this major cannot run the SQL. */
  readonly since?: number;
}
