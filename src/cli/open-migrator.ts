import type { LoadedModule } from '../core/migration.ts';
import { loadModule } from '../files/load-module.ts';
import { createMigrator, type Migrator, type MigratorOptions } from '../migrate/migrator.ts';
import { resolveDatabases } from '../modules/resolve-databases.ts';
import type { CommandContext, GlobalOptions } from './command.ts';
import { openConfig } from './open-config.ts';

/** A migrator over the databases and modules that a command line names, with the modules as read. */
export interface OpenedMigrator extends AsyncDisposable {
  readonly migrator: Migrator;
  readonly modules: readonly LoadedModule[];
}

/**
 * Returns the migrator that the command line asks for; its events are shown as progress. Of an engine without a database
 * the scripts are read once something is to be written. Throws CONFIG_INVALID and the codes of reading migration files.
 */
export async function openMigrator(
  options: GlobalOptions,
  context: CommandContext,
  run: Pick<MigratorOptions, 'lockTimeoutMs' | 'waitMs'> = {},
): Promise<OpenedMigrator> {
  const { cwd, env, progress } = context;
  const { config, folder, select } = await openConfig(options, cwd);
  const requested = options.database ?? [];
  const databases = resolveDatabases({ config, folder, cwd, requested, env });
  const engines = databases.map(({ engine }) => engine);
  const modules: LoadedModule[] = [];
  for (const module of select(engines)) modules.push(await loadModule(module, folder, { engines }));
  const migrator = createMigrator({ databases, modules, onEvent: progress.onEvent, ...run });
  return { migrator, modules, [Symbol.asyncDispose]: () => migrator[Symbol.asyncDispose]() };
}
