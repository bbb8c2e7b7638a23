import { errorCodes } from '../../core/error-codes.ts';
import { LockstepError } from '../../core/errors.ts';
import type { RunReport } from '../../core/report.ts';
import type { CommandSpec } from '../command.ts';
import { repeatFlags } from '../repeat-flags.ts';
import { renderPending } from '../render/pending.ts';
import { renderReport } from '../render/report.ts';
import { stateLook } from '../render/step-sight.ts';
import { openMigrator } from '../open-migrator.ts';

/** Shows where every database stands. */
export const statusCommand: CommandSpec<{ readonly exitCode?: boolean }> = {
  name: 'status',
  summary: 'Show where every database stands',
  description:
    'What is applied, pending, or held by what. Writes nothing. A database that does not exist yet counts as empty. Long runs of applied migrations are folded; list prints them all.',
  options: [
    {
      flags: '--exit-code',
      description: 'end with 4 where files and history disagree, with 3 where something is pending',
    },
  ],
  examples: [
    { command: 'lockstep status', does: 'the databases of the configuration' },
    { command: 'lockstep status --database local --database production', does: 'two databases side by side' },
    { command: 'lockstep status --json --exit-code', does: 'for scripts' },
  ],
  run: async (options, context) => {
    const opened = await openMigrator(options, context);
    try {
      const report = await opened.migrator.status({ signal: context.signal });
      const failure = unreachable(report);
      return {
        document: report,
        text: (view) =>
          `${renderReport(report, stateLook, view)}\n\n${renderPending(report, view, repeatFlags(options)).join('\n')}`,
        ...(failure === null ? {} : { failure }),
        ...(failure === null && options.exitCode ? { exitCode: findingsExitCode(report) } : {}),
      };
    } finally {
      await opened[Symbol.asyncDispose]();
    }
  },
};

/** The first database that could not be reached, as the error that the command ends with; null where all could. */
export function unreachable({ databases }: RunReport): LockstepError | null {
  const error = databases.find((database) => database.error !== undefined)?.error;
  if (error === undefined) return null;
  const { code, message, hint, details } = error;
  return new LockstepError(code, message, { hint, details });
}

function findingsExitCode({ databases, pendingCount }: RunReport): number {
  const problems = databases.flatMap(({ modules }) => modules.map(({ problem }) => problem));
  const problem = problems.find((each) => each !== null);
  if (problem) return errorCodes[problem.code].exitCode;
  return pendingCount > 0 ? 3 : 0;
}
