import type { RunReport } from '../../core/report.ts';
import type { CommandSpec } from '../command.ts';
import { renderList } from '../render/list.ts';
import { unreachable } from './status.ts';
import { openMigrator } from '../open-migrator.ts';

/** Prints one line per migration. */
export const listCommand: CommandSpec<{ readonly pending?: boolean }> = {
  name: 'list',
  summary: 'Print one line per migration of every database',
  description: 'Writes nothing.',
  options: [{ flags: '--pending', description: 'only what is pending, held or started' }],
  examples: [
    { command: 'lockstep list', does: 'everything, in the order in which it runs' },
    { command: 'lockstep list --pending --database production', does: 'what production lacks' },
  ],
  run: async (options, context) => {
    const opened = await openMigrator(options, context);
    try {
      const all = await opened.migrator.status({ signal: context.signal });
      const report = options.pending ? pendingOnly(all) : all;
      const failure = unreachable(report);
      return {
        document: report,
        text: (view) => renderList(report, view),
        ...(failure === null ? {} : { failure }),
      };
    } finally {
      await opened[Symbol.asyncDispose]();
    }
  },
};

function pendingOnly(report: RunReport): RunReport {
  const waiting = new Set(['pending', 'held', 'started']);
  return {
    ...report,
    databases: report.databases.map((database) => ({
      ...database,
      modules: database.modules.map((module) => ({
        ...module,
        migrations: module.migrations.filter(({ state }) => waiting.has(state)),
      })),
    })),
  };
}
