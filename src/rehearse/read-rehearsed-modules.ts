import type { LoadedModule } from '../core/migration.ts';
import { loadModule } from '../files/load-module.ts';
import type { ModuleConfig } from '../modules/config.ts';
import { readParityFile } from '../parity/file/parity-file.ts';
import { readFixtures } from './populate/fixtures.ts';
import type { RehearsedModule } from './rehearse-options.ts';

/**
 * Returns the modules as read, each with its parity and fixtures files, and the earlier release that `earlier` gives for it, if
 * any. Throws CONFIG_INVALID and the codes of reading migration files.
 */
export async function readRehearsedModules(
  configs: readonly ModuleConfig[],
  folder: string,
  earlier: (config: ModuleConfig) => LoadedModule | Promise<LoadedModule> | undefined,
): Promise<readonly RehearsedModule[]> {
  const modules: RehearsedModule[] = [];
  for (const config of configs) {
    const from = await earlier(config);
    modules.push({
      module: await loadModule(config, folder),
      logical: (await readParityFile(config, folder)).logical,
      fixtures: await readFixtures(config, folder),
      ...(from === undefined ? {} : { from }),
    });
  }
  return modules;
}
