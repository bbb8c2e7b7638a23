import type { Engine } from '../core/engine.ts';
import type { AcceptedDifference, Difference, NotCompared, StaleException } from './difference.ts';
import type { ExactDifference } from './exact/exact-difference.ts';

/** The state of both schemas behind one step. */
export interface VersionParity {
  /** The step's id: V18. */
  readonly step: string;
  readonly name: string;
  /** Those that were not there behind the step before. */
  readonly appeared: readonly Difference[];
  /** The ids of those that were, and are not any more. */
  readonly settled: readonly string[];
  /** Errors that are not accepted behind this step. */
  readonly errors: number;
  readonly warnings: number;
}

/** Another way to the head than a fresh install, on one engine, and what it leaves otherwise. */
export interface PathParity {
  readonly engine: Engine;
  /** For people: `stopped behind V18 without data steps, then the rest`. */
  readonly path: string;
  /** Exact, against the fresh install (`expected`); empty where both end in the same schema. */
  readonly differences: readonly ExactDifference[];
}

/** The parity of one module's migrations, or of two live databases (`module` null). */
export interface ModuleParity {
  readonly module: string | null;
  /** What was compared, for people: `PostgreSQL 18.4`, `SQLite 3.53.0`. */
  readonly engines: { readonly postgres: string; readonly sqlite: string };
  /** Tables at the end, either side's. */
  readonly tables: readonly string[];
  /** The step that was compared last; null for live databases and an empty chain. */
  readonly head: string | null;
  /** Behind every step, where that was asked for (`--at each`); else empty. */
  readonly versions: readonly VersionParity[];
  /** The first step behind which an error stands that is not accepted, or null. */
  readonly firstDiverged: string | null;
  /** At the head; with `--at each` those that stood on the way only, too. */
  readonly differences: readonly Difference[];
  readonly accepted: readonly AcceptedDifference[];
  readonly staleExceptions: readonly StaleException[];
  readonly notCompared: readonly NotCompared[];
  /** The other ways to the head, of which there may be none; empty for live databases. A difference counts as an error. */
  readonly paths: readonly PathParity[];
}

/** What `lockstep parity` prints in every format, and what the library gives. */
export interface ParityReport {
  /** `differs`: an error that is not accepted, a stale exception, or with `strict` a warning. */
  readonly verdict: 'parity' | 'differs';
  readonly strict: boolean;
  readonly modules: readonly ModuleParity[];
}
