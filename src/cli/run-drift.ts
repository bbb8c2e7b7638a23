import { findDrift } from '../drift/find-drift.ts';
import type { CommandContext, CommandResult, GlobalOptions } from './command.ts';
import { openLive } from './open-live.ts';
import { renderDrift } from './render/parity-drift.ts';
import { renderLeftOut } from './render/left-out.ts';

/** Does what the command line asks of `drift`. */
export async function runDrift(
  options: GlobalOptions & { readonly scratch?: string },
  context: CommandContext,
): Promise<CommandResult> {
  const opened = await openLive(options, context);
  try {
    const { databases, modules, selected, openTwin } = opened;
    const { signal, progress } = context;
    const onEvent = progress.onEvent;
    const report = await findDrift({ databases, modules, only: selected, openTwin, onEvent, signal });
    const sights = report.modules.map(({ database, module, engine, head, differences }) => ({
      name: `${module} on ${database}`,
      engine,
      differences,
      isEmpty: head === null,
    }));
    return {
      document: report,
      exitCode: report.verdict === 'same' ? 0 : 3,
      text: (view) => [renderDrift(sights, view), ...renderLeftOut(report.modules, view)].join('\n\n'),
    };
  } finally {
    await opened[Symbol.asyncDispose]();
  }
}
