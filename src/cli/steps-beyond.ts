import type { LoadedModule } from '../core/migration.ts';
import { resolveTarget } from '../core/resolve-target.ts';

/** Returns the names of the steps behind `--to`, which a run leaves whatever their gates say; empty without `to`. */
export function stepsBeyond(modules: readonly LoadedModule[], to: string | undefined): ReadonlySet<string> {
  const [module] = modules;
  if (to === undefined || module === undefined) return new Set();
  const names = module.chain.map(({ name }) => name);
  return new Set(names.slice(names.indexOf(resolveTarget(module, to)) + 1));
}
