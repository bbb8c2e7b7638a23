import { categories } from '../../core/migration.ts';
import type { DatabaseReport, RunReport } from '../../core/report.ts';
import { nextCommand } from './next-command.ts';
import type { View } from './view.ts';

/**
 * Returns the lines that sum up what is pending, what stands in the way, and the command that goes on where one does;
 * `flags` say which databases it was asked about; null where they cannot be said: then no command is named.
 */
export function renderPending(report: RunReport, view: View, flags: string | null = ''): string[] {
  const obstacles = obstaclesOf(report).map((line) => view.paint('bad', line));
  const command = flags === null ? null : nextCommand(report);
  return [
    ...pendingLine(report, view, obstacles.length === 0),
    ...obstacles,
    ...(command === null ? [] : [`${view.paint('accent', '→')} ${command}${flags}`]),
  ];
}

function pendingLine({ databases, pendingCount }: RunReport, view: View, isAll: boolean): string[] {
  if (databases.every(({ error }) => error !== undefined)) return [];
  if (pendingCount === 0) return [view.paint(isAll ? 'good' : 'strong', 'nothing pending')];
  const parts = categories.flatMap((category) => {
    const count = databases.reduce((sum, database) => sum + pendingIn(database, category), 0);
    return count === 0 ? [] : [`${count} ${category}`];
  });
  const waiting = databases.filter((database) =>
    categories.some((category) => pendingIn(database, category) > 0),
  );
  const where = onSome(waiting.length, databases.length);
  return [view.paint('open', `${pendingCount} pending${where}: ${parts.join(', ')}`)];
}

function pendingIn({ modules }: DatabaseReport, category: (typeof categories)[number]): number {
  return modules.reduce((sum, { pending }) => sum + pending[category], 0);
}

function obstaclesOf({ databases }: RunReport): string[] {
  const unread = databases.filter(({ error }) => error !== undefined).length;
  const problems = databases.flatMap(({ modules }) => modules.flatMap(({ problem }) => problem?.code ?? []));
  const which = databases.length === 1 ? 'the database' : `${unread} of ${databases.length} databases`;
  return [
    ...(unread === 0 ? [] : [`${which} could not be read`]),
    ...(problems.length === 0 ? [] : [`migrate refuses: ${[...new Set(problems)].join(', ')}`]),
  ];
}

/** Returns ` on 1 of 3 databases`; empty where there is one database, shorter where it is all of them. */
export function onSome(some: number, all: number): string {
  if (all === 1) return '';
  return some === all ? ` on ${all} databases` : ` on ${some} of ${all} databases`;
}
