import type { Engine } from '../core/engine.ts';
import type { Config, ModuleConfig } from '../modules/config.ts';
import { loadConfig } from '../modules/load-config.ts';
import { selectModules } from '../modules/select-modules.ts';
import type { GlobalOptions } from './command.ts';

/** The configuration that a command line names. */
export interface OpenedConfig {
  readonly config: Config;
  /** The folder that its relative paths start from. */
  readonly folder: string;
  /** Returns the modules that the command line names. Throws CONFIG_INVALID where none of `engines` has one of them. */
  readonly select: (engines?: readonly Engine[]) => readonly ModuleConfig[];
}

/** Returns the configuration of `--config`, else of the working folder. Throws CONFIG_INVALID. */
export async function openConfig(options: GlobalOptions, cwd: string): Promise<OpenedConfig> {
  const { config, folder } = await loadConfig({
    cwd,
    ...(options.config === undefined ? {} : { file: options.config }),
  });
  const select = (engines?: readonly Engine[]): readonly ModuleConfig[] =>
    selectModules(config, options.module ?? [], engines);
  return { config, folder, select };
}
