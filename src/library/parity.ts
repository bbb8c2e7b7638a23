import type { EventListener } from '../core/events.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { Database } from '../drivers/open.ts';
import type { ParityFile } from '../parity/difference.ts';
import type { ParityReport } from '../parity/report.ts';
import type { ScratchOptions } from './scratch-options.ts';

/** A module, with its parity file as read; without one nothing is accepted. */
export type ParityInput = LoadedModule | { readonly module: LoadedModule; readonly file: ParityFile };

export interface ParityOptions extends ScratchOptions {
  /** In configuration order. */
  readonly modules: readonly ParityInput[];
  /** Defaults to `head`: what differs behind the last step. `each`: what stood on the way too. */
  readonly at?: 'head' | 'each';
  /** Defaults to false: a warning does not make the verdict. */
  readonly strict?: boolean;
  /** Told when a step begins on a scratch database. */
  readonly onEvent?: EventListener;
  readonly signal?: AbortSignal;
}

/**
 * Returns the parity of modules: their migrations are replayed on scratch databases of both engines, and the schemas are
 * compared behind every step. No other database is touched. Throws what `migrate` throws where a script fails,
 * DRIVER_MISSING, DATABASE_UNREACHABLE, PERMISSION_DENIED where no database may be created, INTERRUPTED.
 */
export async function parity(options: ParityOptions): Promise<ParityReport> {
  const [{ parityOfModules }, { openScratchServers }, { placeOf }] = await Promise.all([
    import('../parity/run/parity-of-modules.ts'),
    import('../replay/open-scratch-servers.ts'),
    import('./scratch-options.ts'),
  ]);
  const scratch = await openScratchServers(placeOf(options), options.signal);
  try {
    return await parityOfModules({
      ...options,
      modules: options.modules.map(withFile),
      servers: scratch.servers,
    });
  } finally {
    await scratch[Symbol.asyncDispose]();
  }
}

export interface LiveParityOptions {
  readonly postgres: Database;
  readonly sqlite: Database;
  /**
   * All modules of the two databases: they say which schema and tables are whose. Defaults to none: then everything in
   * `public` is compared with everything in the file.
   */
  readonly modules?: readonly ParityInput[];
  /** Names of the modules to compare. Defaults to all. */
  readonly only?: readonly string[];
  /** Defaults to false: a warning does not make the verdict. */
  readonly strict?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Returns the parity of two databases as they stand, whoever made them; nothing is written. Throws DATABASE_UNREACHABLE
 * where one does not exist, CONFIG_INVALID where a schema does not or there is no table to compare, PERMISSION_DENIED.
 */
export async function parityOfDatabases(options: LiveParityOptions): Promise<ParityReport> {
  const { postgres, sqlite, modules = [], ...more } = options;
  const { parityOfLive } = await import('../parity/run/parity-of-live.ts');
  return parityOfLive({ ...more, databases: { postgres, sqlite }, modules: modules.map(withFile) });
}

function withFile(input: ParityInput): { readonly module: LoadedModule; readonly file: ParityFile } {
  const given = 'module' in input ? input : { module: input, file: { logical: {}, accepted: [] } };
  given.module.readScripts?.();
  return given;
}
