import type { Engine } from '../../core/engine.ts';
import { emptySnapshot } from '../../core/history.ts';
import { automaticCategories, type LoadedModule, type Migration } from '../../core/migration.ts';
import { planModule } from '../../core/plan-module.ts';
import { resolveTarget } from '../../core/resolve-target.ts';

/** A way to the head on which steps run in another order than on a fresh install. */
export interface ParityPath {
  /** The step that the first run stops behind. */
  readonly stop: Migration;
  /** Ids of the steps that it leaves to the second run, although they stand before the stop. */
  readonly left: readonly string[];
}

/**
 * Returns the ways to the head of a database that stops behind each step with what runs by itself, and takes the rest
 * later. One is enough of those that run their scripts in one order; what runs in the order of a fresh install is that,
 * and left out. Empty for a chain in which nothing waits for anybody.
 */
export function parityPaths(module: LoadedModule, engine: Engine): readonly ParityPath[] {
  const orders = new Set([orderOf(module.chain)]);
  return module.chain.flatMap((stop, place) => {
    const first = automaticRun(module, engine, stop);
    const order = orderOf([...first, ...module.chain.filter((migration) => !first.includes(migration))]);
    if (orders.has(order)) return [];
    orders.add(order);
    const left = module.chain.slice(0, place).filter((migration) => !first.includes(migration));
    return [{ stop, left: left.map(({ id }) => id) }];
  });
}

function automaticRun(module: LoadedModule, engine: Engine, stop: Migration): readonly Migration[] {
  const database = { name: engine, engine, snapshot: emptySnapshot, progress: null };
  const request = { categories: automaticCategories, to: resolveTarget(module, stop.id) };
  return planModule(module, [database], request).rounds.map(({ migration }) => migration);
}

function orderOf(steps: readonly Migration[]): string {
  return steps.map(({ id }) => id).join(' ');
}
