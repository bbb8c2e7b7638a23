import { errorCodes } from '../../core/error-codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { CommandSpec } from '../command.ts';
import { renderFindings } from '../render/findings.ts';

/** Checks the files as their author left them. */
export const checkCommand: CommandSpec<{ readonly base?: string }> = {
  name: 'check',
  summary: 'Check the migration files before a database sees them',
  description:
    'Names, pairs, headers, statements, order, document triggers. Touches no configured database: SQLite scripts are replayed in memory, PostgreSQL scripts are parsed. Ends with 4 where a finding would stop a run, with 3 for lesser ones. A document that was not changed with its migration is a warning that leaves it at 0, and a finding where CI is set.',
  options: [
    {
      flags: '--base <ref>',
      description:
        'also compare with this git reference: edited, removed and out-of-order files; migrations whose documents were not changed',
    },
  ],
  examples: [
    { command: 'lockstep check', does: 'before every commit' },
    { command: 'lockstep check --base origin/main', does: 'in a pull request' },
  ],
  run: async (options, { cwd, env }) => {
    const { openConfig } = await import('../open-config.ts');
    const { folder, select } = await openConfig(options, cwd);
    const { base } = options;
    const { checkModules, isReminder } = await import('../../check/check-modules.ts');
    const findings = await checkModules({
      modules: select(),
      folder,
      leftDocuments: env['CI'] ? 'error' : 'warning',
      ...(base === undefined ? {} : { base }),
    });
    return {
      document: { findings },
      text: (view) => renderFindings(findings, view),
      exitCode: exitCodeOf(findings.filter((finding) => !isReminder(finding))),
    };
  },
};

function exitCodeOf(findings: readonly Diagnostic[]): number {
  const stops = findings.some(({ code }) => code !== null && errorCodes[code].exitCode === 4);
  return stops ? 4 : findings.length > 0 ? 3 : 0;
}
