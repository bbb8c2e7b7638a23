import { readdirSync } from 'node:fs';
import type { Engine } from '../core/engine.ts';
import type { Config, ModuleConfig } from '../modules/config.ts';
import { configFiles, loadConfig } from '../modules/load-config.ts';
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

/** As `openConfig`; one without modules where the working folder has none and the command line asks for none. */
export async function openConfigIfAny(options: GlobalOptions, cwd: string): Promise<OpenedConfig> {
  const isNamed = options.config !== undefined || options.module !== undefined;
  if (isNamed || readdirSync(cwd).some((name) => configFiles.includes(name))) return openConfig(options, cwd);
  return { config: { modules: [] }, folder: cwd, select: () => [] };
}
