import type { CommandSpec } from '../command.ts';

/** Compares live databases with replays of their own histories. */
export const driftCommand: CommandSpec<{ readonly scratch?: string }> = {
  name: 'drift',
  summary: 'Compare a live database with a replay of its own history',
  description:
    'Replays the steps that its history has, from the files, on a scratch database of the same engine, and compares exactly. The live database is only read. What no script of a module makes is listed and no difference. Ends with 3 where something has drifted.',
  options: [
    {
      flags: '--scratch <url>',
      description:
        'a PostgreSQL server for the scratch database (default: the embedded one of the live server’s major)',
    },
  ],
  examples: [
    { command: 'lockstep drift --database production', does: 'what somebody changed by hand' },
    { command: 'lockstep drift --json', does: 'for a nightly job' },
  ],
  run: async (options, context) => {
    const { runDrift } = await import('../run-drift.ts');
    return runDrift(options, context);
  },
};
