import type { ModuleConfig } from './config.ts';
import type { SettingProblem } from './setting.ts';

/** What a module claims for itself, and where two modules may not claim the same. */
interface Claim {
  readonly key: string;
  readonly what: string;
  readonly claims: (module: ModuleConfig) => readonly string[];
}

const claims: readonly Claim[] = [
  { key: 'name', what: 'a name of its own', claims: (module) => [module.name] },
  {
    key: 'schema',
    what: 'a schema of its own on postgres',
    claims: (module) => (module.migrations.postgres === null ? [] : [module.schema ?? 'public']),
  },
  {
    key: 'history',
    what: 'a history table of its own on sqlite',
    claims: (module) => {
      if (module.migrations.sqlite === null) return [];
      // SQLite ignores case in names; the side table counts too.
      const history = (module.history ?? 'schema_migrations').toLowerCase();
      return [history, `${history}_state`];
    },
  },
];

/** Returns the first setting with which two modules would write over each other, or null where there is none. */
export function findClash(modules: readonly ModuleConfig[]): SettingProblem | null {
  for (const claim of claims) {
    const owners = new Map<string, string>();
    for (const [index, module] of modules.entries()) {
      for (const value of claim.claims(module)) {
        const owner = owners.get(value);
        if (owner !== undefined && owner !== `modules[${index}]`) {
          const found = `"${value}", which belongs to ${owner} already`;
          return { key: `modules[${index}].${claim.key}`, expected: claim.what, found };
        }
        owners.set(value, `modules[${index}]`);
      }
    }
  }
  return null;
}
