import { LockstepError } from '../../core/errors.ts';
import type { ConsentRequest } from '../../migrate/migrator.ts';
import type { CommandContext, CommandResult, CommandSpec, GlobalOptions } from '../command.ts';
import { durationOption } from '../parse-duration.ts';
import { repeatFlags } from '../repeat-flags.ts';
import { renderConsent } from '../render/consent.ts';
import { renderRun } from '../render/run.ts';
import { stepsBeyond } from '../steps-beyond.ts';
import { runPlan } from './plan.ts';
import { sqlOption, type StepOptions, stepOptions, toPlanOptions } from './run-options.ts';
import { openMigrator } from '../open-migrator.ts';

interface MigrateFlags extends StepOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly lockTimeout?: number;
  readonly wait?: number;
  readonly backup?: string;
}

/** Applies what is pending. */
export const migrateCommand: CommandSpec<MigrateFlags> = {
  name: 'migrate',
  summary: 'Apply what is pending, on all databases in lockstep',
  description:
    'Startup and seed steps run by themselves, release and data steps when --category names them; that is asked for on a terminal. An empty database is installed: everything runs.',
  options: [
    ...stepOptions,
    { flags: '--dry-run', description: 'show the plan, write nothing: the same as plan' },
    sqlOption,
    { flags: '--force', description: 'run release and data steps without asking' },
    {
      flags: '--lock-timeout <duration>',
      description: 'how long to wait for another run that makes no progress (default: 30s)',
      parse: durationOption('--lock-timeout'),
    },
    {
      flags: '--wait <duration>',
      description: 'how long to wait for a database to come up (default: 0s)',
      parse: durationOption('--wait'),
    },
    { flags: '--backup <dir>', description: 'copy each SQLite database there before its first write' },
  ],
  examples: [
    { command: 'lockstep migrate', does: 'apply what runs by itself' },
    { command: 'lockstep migrate --category data --database production', does: 'run the data steps' },
    { command: 'lockstep migrate --category release --force --wait 60s', does: 'in a deployment' },
    { command: 'lockstep migrate --to V20 --backup backups', does: 'up to V20, with a copy first' },
  ],
  run: async (options, context) => {
    if (options.dryRun) return runPlan(options, context);
    if (options.sql) {
      throw new LockstepError('USAGE', '--sql goes with --dry-run', {
        hint: 'Run lockstep plan --sql to see the scripts.',
        details: { flag: '--sql' },
      });
    }
    return runMigrate(options, context);
  },
};

async function runMigrate(
  options: GlobalOptions & MigrateFlags,
  context: CommandContext,
): Promise<CommandResult> {
  const opened = await openMigrator(options, context, {
    ...(options.lockTimeout === undefined ? {} : { lockTimeoutMs: options.lockTimeout }),
    ...(options.wait === undefined ? {} : { waitMs: options.wait }),
  });
  try {
    const startedAt = performance.now();
    const report = await opened.migrator.migrate({
      ...toPlanOptions(options, context.signal),
      ...(options.backup === undefined ? {} : { backup: options.backup }),
      confirm: (request) => consent(request, options, context),
    });
    const elapsedMs = performance.now() - startedAt;
    const asked = { flags: repeatFlags(options), beyond: stepsBeyond(opened.modules, options.to) };
    return { document: report, text: (view) => renderRun(report, elapsedMs, view, asked) };
  } finally {
    await opened[Symbol.asyncDispose]();
  }
}

async function consent(
  request: ConsentRequest,
  { force }: MigrateFlags,
  { ask, view }: CommandContext,
): Promise<boolean> {
  if (force) return true;
  if (ask === null) return false;
  const { question, explanation } = renderConsent(request, view);
  return ask(question, explanation);
}
