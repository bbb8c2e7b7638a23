import type { ModuleConfig } from '../modules/config.ts';
import type { ParityFile } from '../parity/difference.ts';

/**
 * Returns what a module's parity file says; nothing where the configuration names none, or the file is not there yet.
 * A relative path starts at `baseFolder`, by default the working folder. Throws CONFIG_INVALID with its line for a file that
 * is wrong.
 */
export async function loadParityFile(
  config: Pick<ModuleConfig, 'name' | 'parity'>,
  baseFolder: string = process.cwd(),
): Promise<ParityFile> {
  return (await import('../parity/file/parity-file.ts')).readParityFile(config, baseFolder);
}
