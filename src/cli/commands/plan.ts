import type { CommandContext, CommandResult, CommandSpec, GlobalOptions } from '../command.ts';
import { plannedScripts } from '../planned-scripts.ts';
import { repeatFlags } from '../repeat-flags.ts';
import { renderPlan, renderScripts } from '../render/run.ts';
import { stepsBeyond } from '../steps-beyond.ts';
import { sqlOption, type StepOptions, stepOptions, toPlanOptions } from './run-options.ts';
import { openMigrator } from '../open-migrator.ts';

/** Shows what migrate would do. */
export const planCommand: CommandSpec<StepOptions> = {
  name: 'plan',
  summary: 'Show what migrate would run, in order',
  description: 'The same as migrate --dry-run. Writes nothing, creates no history table, opens no lock.',
  options: [...stepOptions, sqlOption],
  examples: [
    { command: 'lockstep plan', does: 'what the next plain migrate applies' },
    { command: 'lockstep plan --category release,data', does: 'with both gates open' },
    { command: 'lockstep plan --sql --database production > review.sql', does: 'the scripts, for review' },
  ],
  run: runPlan,
};

/** Plans, for `plan` and `migrate --dry-run`. */
export async function runPlan(
  options: GlobalOptions & StepOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const opened = await openMigrator(options, context);
  try {
    const report = await opened.migrator.plan(toPlanOptions(options, context.signal));
    if (!options.sql) {
      const asked = { flags: repeatFlags(options), beyond: stepsBeyond(opened.modules, options.to) };
      return { document: report, text: (view) => renderPlan(report, view, asked) };
    }
    const scripts = plannedScripts(report, opened.modules);
    return { document: { ...report, scripts }, text: () => renderScripts(scripts) };
  } finally {
    await opened[Symbol.asyncDispose]();
  }
}
