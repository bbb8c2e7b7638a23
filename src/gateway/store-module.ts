import { join } from 'node:path';
import { loadModule, type LoadedModule, type ModuleConfig, parseAddress } from '../index.ts';

/** Where the repository lies, whatever the working folder is. */
const repository: string = join(import.meta.dirname, '..', '..');

/** The reference store as a module of the framework; lockstep.config.ts says the same to the command line, and more. */
export const storeModule: ModuleConfig = {
  name: 'gateway',
  migrations: { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' },
  baseline: { version: 17, policy: 'reset' },
};

/**
 * Returns the modules that the gateway needs, read from the repository's files: now those for the engine of this database,
 * the others before something is written. Throws the first finding in them.
 */
export async function loadStoreModules(databaseUrl?: string): Promise<readonly LoadedModule[]> {
  if (databaseUrl === undefined) return [await loadModule(storeModule, repository)];
  const { engine } = parseAddress(databaseUrl, { folder: process.cwd() });
  return [await loadModule(storeModule, repository, { engines: [engine] })];
}
