import type { ErrorCode } from './error-codes.ts';

/** One finding in a file: what `check` lists, and what an error about files carries. */
export interface Diagnostic {
  /** Null where the finding is advice: then `check` ends with 3, not 4. */
  readonly code: ErrorCode | null;
  /** The rule that found it, in kebab-case. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** In the file on disk, from 1; null where the finding is about the file as a whole. */
  readonly line: number | null;
  /** In code points, from 1; null where only the line is known. */
  readonly column: number | null;
  readonly message: string;
  /** What to do, imperative. */
  readonly hint: string;
}
