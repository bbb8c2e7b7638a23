import { categories, type LoadedModule, type Migration } from '../core/migration.ts';
import type { ScratchDatabase } from '../drivers/scratch/scratch.ts';
import { createMigrator } from '../migrate/migrator.ts';

/** One step of a module that a scratch database has been brought to. */
export interface Replayed {
  readonly module: LoadedModule;
  readonly migration: Migration;
}

export interface ReplayOptions {
  /** The last step to apply, by id; needs one module. Defaults to all. */
  readonly to?: string;
  /** Names of the steps that are there already. Defaults to none. */
  readonly applied?: ReadonlySet<string>;
  readonly signal?: AbortSignal;
}

/**
 * Applies the modules' chains to a scratch database through the migrator, every category, and yields behind each step. What
 * the caller does between two steps is done on the database as that step left it. Throws what `migrate` throws.
 */
export async function* replayChain(
  scratch: ScratchDatabase,
  modules: readonly LoadedModule[],
  { to, applied = new Set(), signal }: ReplayOptions = {},
): AsyncGenerator<Replayed, void> {
  for (const module of modules) {
    if (module.history[scratch.engine] === null) continue;
    for (const [index, migration] of module.chain.entries()) {
      if (applied.has(migration.name)) continue;
      // A chain that ends here, because `to` takes along the seeds and data steps that stand behind a version; what is there
      // already stays in it, also behind a step that was added early.
      const chain = module.chain.filter(({ name }, place) => place <= index || applied.has(name));
      const migrator = createMigrator({
        databases: [scratch.database],
        modules: [{ ...module, chain }],
        actor: 'lockstep',
      });
      await migrator.migrate({ categories, ...(signal === undefined ? {} : { signal }) });
      yield { module, migration };
      if (migration.id === to) return;
    }
  }
}
