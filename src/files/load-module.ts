import type { LoadedModule } from '../core/migration.ts';
import type { ModuleConfig } from '../modules/config.ts';
import { findingError } from './finding-error.ts';
import { readModule, type ReadModuleOptions } from './read-module.ts';

export type LoadModuleOptions = ReadModuleOptions;

/**
 * Returns a module read from its folders; relative ones start at `baseFolder`, by default the working folder. Throws the
 * first finding: its code, with `file`, `line`, `column` and all `findings` in the details; and CONFIG_INVALID where a
 * folder does not exist.
 */
export async function loadModule(
  config: ModuleConfig,
  baseFolder: string = process.cwd(),
  options: LoadModuleOptions = {},
): Promise<LoadedModule> {
  const { module, findings } = await readModule(config, baseFolder, options);
  if (module === null) throw findingError(config.name, findings);
  return module;
}
