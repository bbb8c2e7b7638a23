import { type Category, categories } from '../../core/migration.ts';
import type { RunReport } from '../../core/report.ts';
import type { View } from './view.ts';

/** Returns the line that sums up what is pending, and the command that goes on where one does. */
export function renderPending(report: RunReport, view: View): string[] {
  const modules = report.databases.flatMap((database) => database.modules);
  const codes = new Set(modules.flatMap(({ problem }) => problem?.code ?? []));
  const refused = codes.size === 0 ? [] : [view.paint('bad', `migrate refuses: ${[...codes].join(', ')}`)];
  if (report.pendingCount === 0) {
    return [view.paint(codes.size === 0 ? 'good' : 'strong', 'nothing pending'), ...refused];
  }
  const parts = categories.flatMap((category) => {
    const count = modules.reduce((sum, module) => sum + module.pending[category], 0);
    return count === 0 ? [] : [`${count} ${category}`];
  });
  const databases = report.databases.filter(({ modules }) =>
    modules.some(({ pending }) => categories.some((category) => pending[category] > 0)),
  ).length;
  const where = onSome(databases, report.databases.length);
  const command = nextCommand(report);
  return [
    view.paint('open', `${report.pendingCount} pending${where}: ${parts.join(', ')}`),
    ...refused,
    ...(command === null ? [] : [`${view.paint('accent', '→')} ${command}`]),
  ];
}

/** Returns ` on 1 of 3 databases`; empty where there is one database, shorter where it is all of them. */
export function onSome(some: number, all: number): string {
  if (all === 1) return '';
  return some === all ? ` on ${all} databases` : ` on ${some} of ${all} databases`;
}

/** The command that applies what can run next, or null where a problem has to be settled first. */
function nextCommand({ databases }: RunReport): string | null {
  const modules = databases.flatMap((database) => database.modules);
  if (modules.some(({ problem }) => problem !== null)) return null;
  if (databases.some(({ error }) => error !== undefined)) return null;
  const ready = new Set(
    modules.flatMap(({ migrations }) =>
      migrations
        .filter(({ state }) => state === 'pending' || state === 'started')
        .map(({ category }) => category as Category),
    ),
  );
  const fresh = modules.some(({ installing, migrations }) => {
    const untouched = migrations.every(({ state }) => state === 'pending' || state === 'held');
    return installing !== null || (untouched && migrations.length > 0);
  });
  if (fresh || ready.has('startup') || ready.has('seed')) return 'lockstep migrate';
  const gates = categories.filter((category) => ready.has(category));
  return gates.length === 0 ? null : `lockstep migrate --category ${gates.join(',')}`;
}
