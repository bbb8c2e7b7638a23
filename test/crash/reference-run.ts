import { fileURLToPath } from 'node:url';
import { categories } from '../../src/core/migration.ts';
import { loadModule } from '../../src/files/load-module.ts';
import type { ModuleConfig } from '../../src/modules/config.ts';
import type { TestStore } from '../stores/test-store.ts';
import { runWorker } from './run-worker.ts';
import type { WorkerTask } from './worker.ts';

/** The repository: the reference store's migrations are the chain that is killed. */
export const folder: string = fileURLToPath(new URL('../..', import.meta.url));

export const gateway: ModuleConfig = {
  name: 'gateway',
  migrations: { postgres: 'migrations/postgres', sqlite: 'migrations/sqlite' },
  baseline: { version: 17, policy: 'reset' },
};

export function installTask(urls: readonly string[], more: Partial<WorkerTask> = {}): WorkerTask {
  return { urls, module: gateway, folder, categories: null, to: null, killAtEvent: null, ...more };
}

/** What a store must look like after each step, and what a whole install emits and leaves. */
export interface ReferenceRun {
  readonly chain: readonly string[];
  /** The catalog by the number of applied steps. */
  readonly catalogs: readonly (readonly string[])[];
  readonly rows: readonly string[];
  /** How many events a clean install emits: the boundaries at which a run can be killed. */
  readonly events: number;
}

/** Installs step by step on one fresh store and at once on another, without any fault. */
export async function recordReferenceRun(fresh: () => Promise<TestStore>): Promise<ReferenceRun> {
  const module = await loadModule(gateway, folder);
  const chain = module.chain.map(({ name }) => name);
  const stepwise = await fresh();
  const catalogs = [await stepwise.catalog()];
  for (const { id } of module.chain) {
    const result = await runWorker(installTask(stepwise.urls.slice(0, 1), { categories, to: id }));
    if (result?.error) throw new Error(`${id}: ${result.error.message}`);
    const applied = (await stepwise.history()).length;
    const catalog = await stepwise.catalog();
    while (catalogs.length <= applied) catalogs.push(catalog);
  }
  await stepwise.drop();
  const whole = await fresh();
  const result = await runWorker(installTask(whole.urls.slice(0, 1)));
  if (result === null || result.error !== null) throw new Error(`clean install: ${result?.error?.message}`);
  const rows = await whole.rows();
  await whole.drop();
  return { chain, catalogs, rows, events: result.events };
}
