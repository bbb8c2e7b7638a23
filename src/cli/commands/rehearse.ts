import { LockstepError } from '../../core/errors.ts';
import type { CommandSpec } from '../command.ts';
import type { RehearseFlags } from '../rehearse-flags.ts';

const mostRows = 100_000;

/** Tries every migration out on tables that hold rows. */
export const rehearseCommand: CommandSpec<RehearseFlags> = {
  name: 'rehearse',
  summary: 'Try the migrations out on tables that hold rows',
  description:
    'Before each version both scratch databases get rows in every table; the version is applied, and every row is accounted for: rows and values that are lost, nulled or changed without the script naming them, scripts that fail as soon as there are rows, and whatever the two engines hold differently afterwards. Ends with 3 where something is found; a table that gets no rows is listed, and ends nothing.',
  options: [
    {
      flags: '--rows <n>',
      description: 'rows in each table (default: 20)',
      parse: parseRows,
    },
    {
      flags: '--from <ref|dir>',
      description:
        'start from the files of an earlier release: a git reference, or a folder with a copy of them',
    },
    {
      flags: '--scratch <url>',
      description:
        'a PostgreSQL server for the scratch databases, which are made beside its own (default: embedded:postgres)',
    },
  ],
  examples: [
    { command: 'lockstep rehearse', does: 'every version, with 20 rows in each table' },
    { command: 'lockstep rehearse --from v2.3.0', does: 'an upgrade from that release, with rows in it' },
    { command: 'lockstep rehearse --rows 1000 --json', does: 'more rows, as one JSON document' },
  ],
  run: async (options, context) => {
    const { runRehearse } = await import('../run-rehearse.ts');
    return runRehearse(options, context);
  },
};

function parseRows(value: string): number {
  const rows = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (rows >= 1 && rows <= mostRows) return rows;
  throw new LockstepError('USAGE', `--rows takes a number from 1 to ${mostRows}, not ${value}`, {
    hint: 'Write it as --rows 1000.',
    details: { flag: '--rows' },
  });
}
