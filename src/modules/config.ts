import type { BaselinePolicy, Category, NamingProfile } from '../core/migration.ts';

/** Lets a shipped file keep a name that the profile cannot read. */
export interface LegacyName {
  readonly file: string;
  readonly version: number;
  readonly category: Category;
}

/** One module in the configuration. Only `name` and `migrations` are required. */
export interface ModuleConfig {
  readonly name: string;
  /** Folder per engine; null where the module does not exist on that engine. Relative to the configuration file. */
  readonly migrations: { readonly postgres: string | null; readonly sqlite: string | null };
  /** Defaults to `versioned`. */
  readonly naming?: NamingProfile;
  /** Defaults to the lowest V file with policy `upgrade`. */
  readonly baseline?: { readonly version: number; readonly policy?: BaselinePolicy };
  /** PostgreSQL schema. Defaults to `public`. */
  readonly schema?: string;
  /** Name of the history table. Defaults to `schema_migrations`. */
  readonly history?: string;
  /** The parity file. Defaults to none. */
  readonly parity?: string;
  /** A JSON file with rows for `rehearse`, by table (docs/rehearsal.md). Defaults to none. */
  readonly fixtures?: string;
  /** A JSON file that says which document changes with which migration (docs/files.md). Defaults to none. */
  readonly documents?: string;
  /** Defaults to none. */
  readonly legacyNames?: readonly LegacyName[];
}

/** What `lockstep.config.*` holds. */
export interface Config {
  readonly modules: readonly ModuleConfig[];
  /** Name to URL, or `env:NAME`. Defaults to none. */
  readonly databases?: Readonly<Record<string, string>>;
  /** Names of the databases that a command without `--database` works on. */
  readonly default?: readonly string[];
}

/** Returns the configuration unchanged, typed. */
export function defineConfig(config: Config): Config {
  return config;
}
