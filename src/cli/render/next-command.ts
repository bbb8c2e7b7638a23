import { automaticCategories, type Category, categories } from '../../core/migration.ts';
import type { ModuleReport, RunReport } from '../../core/report.ts';

/** The command that applies what can run next, or null where nothing can, or something else has to be settled first. */
export function nextCommand({ databases }: RunReport): string | null {
  const modules = databases.flatMap((database) => database.modules);
  if (modules.some(({ problem }) => problem !== null)) return null;
  if (databases.some(({ error }) => error !== undefined)) return null;
  const ready = new Set(modules.flatMap(readyCategories));
  if (ready.size === 0) return null;
  if (modules.some(isInstall) || automaticCategories.some((category) => ready.has(category))) {
    return 'lockstep migrate';
  }
  return `lockstep migrate --category ${categories.filter((category) => ready.has(category)).join(',')}`;
}

function readyCategories({ migrations }: ModuleReport): Category[] {
  return categories.filter((category) =>
    migrations.some((step) => step.category === category && ['pending', 'started'].includes(step.state)),
  );
}

/** On an empty database every gate is open. */
function isInstall({ installing, migrations }: ModuleReport): boolean {
  return installing !== null || migrations.every(({ state }) => state === 'pending' || state === 'held');
}
