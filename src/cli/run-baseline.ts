import { LockstepError } from '../core/errors.ts';
import { adoptBaseline } from '../drift/adopt-baseline.ts';
import type { CommandContext, CommandResult, GlobalOptions } from './command.ts';
import { openLive } from './open-live.ts';
import { renderAdopted } from './render/adopted.ts';
import { renderLeftOut } from './render/left-out.ts';
import { renderBaseline } from './render/parity-drift.ts';

/** Does what the command line asks of `baseline`. */
export async function runBaseline(
  options: GlobalOptions & { readonly at?: string; readonly scratch?: string },
  context: CommandContext,
): Promise<CommandResult> {
  const { at } = options;
  if (at === undefined) {
    throw new LockstepError('USAGE', 'baseline needs --at', {
      hint: 'Name the step that the database is at: lockstep baseline --at V20.',
      details: { flag: '--at' },
    });
  }
  const opened = await openLive(options, context);
  try {
    const { databases, modules, selected, openTwin } = opened;
    const [module, ...others] = selected;
    if (module === undefined || others.length > 0) {
      throw new LockstepError('USAGE', `--at ${at} needs one module, this run has ${selected.length}`, {
        hint: 'Name the module: --module NAME.',
      });
    }
    const { signal, progress } = context;
    const onEvent = progress.onEvent;
    const report = await adoptBaseline({ databases, modules, module, at, openTwin, onEvent, signal });
    const sights = report.databases.map(({ database, engine, differences }) => ({
      name: `${module} on ${database}`,
      engine,
      differences,
    }));
    return {
      document: report,
      exitCode: report.verdict === 'adopted' ? 0 : 3,
      text: (view) =>
        [
          renderBaseline(sights, report.at, view),
          ...renderLeftOut(report.databases, view),
          ...renderAdopted(report, view),
        ].join('\n\n'),
    };
  } finally {
    await opened[Symbol.asyncDispose]();
  }
}
