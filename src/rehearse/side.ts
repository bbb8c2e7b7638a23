import type { Engine } from '../core/engine.ts';
import type { ScratchDatabase } from '../drivers/scratch/scratch.ts';

/** A scratch database that a module is rehearsed on. */
export interface Side {
  readonly engine: Engine;
  readonly scratch: ScratchDatabase;
  /** The schema that unqualified names mean; null on SQLite. */
  readonly schema: string | null;
}
