import type { CommandSpec } from '../command.ts';
import { renderVerified } from '../render/verified.ts';
import { openMigrator } from '../open-migrator.ts';

/** Compares the files with the history. */
export const verifyCommand: CommandSpec = {
  name: 'verify',
  summary: 'Compare the files with the history',
  description:
    'Finds edited, missing, unknown and out-of-order migrations. Writes nothing. Pending migrations are no finding.',
  options: [],
  examples: [
    { command: 'lockstep verify', does: 'ends with 0 where files and history agree, else with 4' },
    { command: 'lockstep verify --database production --quiet', does: 'in a deployment, before migrate' },
  ],
  run: async (options, context) => {
    const opened = await openMigrator(options, context);
    try {
      const report = await opened.migrator.verify({ signal: context.signal });
      return { document: report, text: (view) => renderVerified(report, view) };
    } finally {
      await opened[Symbol.asyncDispose]();
    }
  },
};
