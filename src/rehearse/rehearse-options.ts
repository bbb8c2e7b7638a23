import type { Engine } from '../core/engine.ts';
import type { EventListener } from '../core/events.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { ScratchServer } from '../drivers/scratch/scratch.ts';
import type { Normaliser } from '../parity/normalise/normaliser.ts';
import type { ScratchDatabase } from '../drivers/scratch/scratch.ts';
import type { Fixtures } from './populate/fixtures.ts';

/** A module that is rehearsed. */
export interface RehearsedModule {
  readonly module: LoadedModule;
  /** `table.column` to the logical type that it carries, from the parity file. Defaults to none. */
  readonly logical?: Readonly<Record<string, string>>;
  /** Rows that the module gives. Defaults to none. */
  readonly fixtures?: Fixtures;
  /** The files of an earlier release: the databases are brought to its head first, and upgraded from there. Defaults to none. */
  readonly from?: LoadedModule;
}

export interface RehearseOptions {
  /** In configuration order: they share the scratch databases. */
  readonly modules: readonly RehearsedModule[];
  readonly servers: { readonly [E in Engine]: ScratchServer };
  /** Defaults to 20: how many rows each table is brought to. */
  readonly rows?: number;
  /** Defaults to `lockstep`: makes other rows. */
  readonly seed?: string;
  /** Told when a step begins. */
  readonly onEvent?: EventListener;
  readonly signal?: AbortSignal;
}

export const defaultRows = 20;

/** What the rehearsal of one module needs. */
export interface ModuleOptions extends Pick<RehearseOptions, 'servers' | 'onEvent' | 'signal'> {
  readonly modules: readonly RehearsedModule[];
  /** Which of them it is about. */
  readonly place: number;
  readonly rows: number;
  readonly seed: string;
  readonly normaliser: Normaliser;
  readonly scratches: ReadonlyMap<Engine, ScratchDatabase>;
  readonly onVersion: (engine: Engine, version: string) => void;
}
