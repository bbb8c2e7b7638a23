import type { Engine } from '../../src/core/engine.ts';
import type { LoadedModule, Migration, Script } from '../../src/core/migration.ts';
import { loadModule } from '../../src/index.ts';
import configuration from '../../lockstep.config.ts';

/** The reference store's migrations, as `lockstep.config.ts` names them. */
export async function loadChain(): Promise<LoadedModule> {
  const [config] = configuration.modules;
  if (config === undefined) throw new Error('lockstep.config.ts names no module');
  return loadModule(config, new URL('../..', import.meta.url).pathname);
}

/** One engine's side. The reference store has both sides of everything. */
export function scriptOf(migration: Migration, engine: Engine): Script {
  const script = migration.scripts[engine];
  if (script === null) throw new Error(`${migration.name} has no side for ${engine}`);
  return script;
}
