import type { CommandSpec } from '../command.ts';

/** Takes a database over that is in shape already. */
export const baselineCommand: CommandSpec<{ readonly at?: string; readonly scratch?: string }> = {
  name: 'baseline',
  summary: 'Take over a database that is in shape already',
  description:
    'Compares the live database exactly with a replay of the files up to the step. Where they are equal, every step up to it is recorded as adopted, and the next migrate is an upgrade. Else the differences are listed, nothing is written, and it ends with 3. Rows are not compared: seeds and data steps are listed as not checkable.',
  options: [
    { flags: '--at <step>', description: 'the step that the database is at: V20 (numbered profile: 020)' },
    {
      flags: '--scratch <url>',
      description:
        'a PostgreSQL server for the scratch database (default: the embedded one of the live server’s major)',
    },
  ],
  examples: [
    {
      command: 'lockstep baseline --at V20 --database production',
      does: 'a database that another tool has built',
    },
  ],
  run: async (options, context) => {
    const { runBaseline } = await import('../run-baseline.ts');
    return runBaseline(options, context);
  },
};
