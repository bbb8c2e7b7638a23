import type { LoadedModule } from '../core/migration.ts';
import type { OpenTwin } from '../drift/compare-with-replay.ts';
import { twinsAt } from '../drift/open-twins.ts';
import { type Database, databaseAt } from '../drivers/open.ts';
import { loadModule } from '../files/load-module.ts';
import { resolveDatabases } from '../modules/resolve-databases.ts';
import type { CommandContext, GlobalOptions } from './command.ts';
import { openConfig } from './open-config.ts';
import { scratchPlace } from './scratch-place.ts';

/** The live databases and the modules that a command line names, and where their twins come from. */
export interface OpenedLive extends AsyncDisposable {
  readonly databases: readonly Database[];
  /** All modules of the configuration: they share databases. */
  readonly modules: readonly LoadedModule[];
  /** Names of those that the command line names. */
  readonly selected: readonly string[];
  readonly openTwin: OpenTwin;
}

/** Returns what a command works on that compares live databases with replays. Throws CONFIG_INVALID and the codes of files. */
export async function openLive(
  options: GlobalOptions & { readonly scratch?: string },
  { cwd, env }: CommandContext,
): Promise<OpenedLive> {
  const { config, folder, select } = await openConfig(options, cwd);
  const addresses = resolveDatabases({ config, folder, cwd, requested: options.database ?? [], env });
  const selected = select(addresses.map(({ engine }) => engine));
  const openTwin = twinsAt(scratchPlace({ config, folder }, options.scratch, { cwd, env }));
  const modules: LoadedModule[] = [];
  for (const module of config.modules) modules.push(await loadModule(module, folder));
  const databases = addresses.map(databaseAt);
  return {
    databases,
    modules,
    selected: selected.map(({ name }) => name),
    openTwin,
    async [Symbol.asyncDispose]() {
      for (const database of databases) await database[Symbol.asyncDispose]();
    },
  };
}
