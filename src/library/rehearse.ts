import type { EventListener } from '../core/events.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { ModuleConfig } from '../modules/config.ts';
import type { RehearsalReport } from '../rehearse/report.ts';
import type { ScratchOptions } from './scratch-options.ts';

export interface RehearseOptions extends ScratchOptions {
  /** In configuration order, with their parity and fixtures files; relative paths start at `folder`. */
  readonly modules: readonly ModuleConfig[];
  /** The modules as an earlier release has them, by name: databases start from there. Defaults to none. */
  readonly from?: Readonly<Record<string, LoadedModule>>;
  /** Defaults to 20: how many rows each table is brought to. */
  readonly rows?: number;
  /** Defaults to `lockstep`: another text makes other rows. */
  readonly seed?: string;
  /** Told when a step begins and ends. */
  readonly onEvent?: EventListener;
  readonly signal?: AbortSignal;
}

/**
 * Returns what the modules' migrations do to rows, tried out on scratch databases of both engines that hold rows in every table:
 * findings are rows and values that a script loses or changes without naming them, scripts that fail as soon as there are rows,
 * and what the two engines hold differently. No other database is touched. Throws what `migrate` throws where a script fails
 * without rows too, DRIVER_MISSING, DATABASE_UNREACHABLE, PERMISSION_DENIED where no database may be created, INTERRUPTED.
 */
export async function rehearse(options: RehearseOptions): Promise<RehearsalReport> {
  const [{ rehearse: run }, { readRehearsedModules }, { openScratchServers }, { placeOf }] =
    await Promise.all([
      import('../rehearse/rehearse.ts'),
      import('../rehearse/read-rehearsed-modules.ts'),
      import('../replay/open-scratch-servers.ts'),
      import('./scratch-options.ts'),
    ]);
  const { folder = process.cwd(), from = {} } = options;
  const modules = await readRehearsedModules(options.modules, folder, (config) => from[config.name]);
  for (const { from: earlier } of modules) earlier?.readScripts?.();
  const scratch = await openScratchServers(placeOf(options), options.signal);
  try {
    return await run({ ...options, modules, servers: scratch.servers });
  } finally {
    await scratch[Symbol.asyncDispose]();
  }
}
