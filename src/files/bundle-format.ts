import type { Engine } from '../core/engine.ts';
import type { LoadedModule, Migration, Script } from '../core/migration.ts';

/** What `lockstep bundle` writes: modules with their scripts, for an application that ships without files. */
export interface MigrationBundle {
  readonly format: 1;
  readonly modules: readonly BundledModule[];
}

export interface BundledModule extends Omit<LoadedModule, 'chain' | 'readScripts'> {
  /** In chain order. */
  readonly migrations: readonly BundledMigration[];
}

export interface BundledMigration extends Omit<Migration, 'scripts'> {
  readonly scripts: { readonly [E in Engine]: BundledScript | null };
}

export type BundledScript = Omit<Script, 'engine'>;
