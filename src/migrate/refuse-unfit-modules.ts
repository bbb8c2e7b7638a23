import { engines } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import { isIdentifier, longestHistory, longestIdentifier } from '../core/identifier.ts';
import type { HistoryTarget, LoadedModule } from '../core/migration.ts';

/**
 * Throws CONFIG_INVALID where two modules would write one history, or where a name is cut: then history and side table
 * are one. A configuration was looked at already; a program may give any modules.
 */
export function refuseUnfitModules(modules: readonly LoadedModule[]): void {
  const owners = new Map<string, number>();
  for (const [index, module] of modules.entries()) {
    for (const engine of engines) {
      const history = module.history[engine];
      if (history === null) continue;
      refuseNames(module, history);
      for (const table of [history.table, `${history.table}_state`]) {
        // SQLite ignores case in names; elsewhere nobody means two names that differ in nothing else.
        const key = JSON.stringify([engine, history.schema ?? 'public', table.toLowerCase()]);
        const owner = owners.get(key) ?? index;
        if (owner !== index)
          throw unfit(module, 'history', `the table ${table} belongs to module ${modules[owner]?.name}`);
        owners.set(key, index);
      }
    }
  }
}

function refuseNames(module: LoadedModule, { schema, table }: HistoryTarget): void {
  if (!isIdentifier(table, longestHistory))
    throw unfit(module, 'history', `"${table}" is no name of 1 to ${longestHistory} bytes`);
  if (schema !== null && !isIdentifier(schema, longestIdentifier))
    throw unfit(module, 'schema', `"${schema}" is no name of 1 to ${longestIdentifier} bytes`);
}

function unfit({ name }: LoadedModule, key: 'history' | 'schema', why: string): LockstepError {
  return new LockstepError('CONFIG_INVALID', `${key} of module ${name}: ${why}`, {
    hint: `Give module ${name} another "${key}".`,
    details: { module: name, key },
  });
}
