import { LockstepError } from '../core/errors.ts';
import { readRehearsedModules } from '../rehearse/read-rehearsed-modules.ts';
import { rehearse } from '../rehearse/rehearse.ts';
import { openScratchServers } from '../replay/open-scratch-servers.ts';
import type { CommandContext, CommandResult, GlobalOptions } from './command.ts';
import { openConfig } from './open-config.ts';
import { readEarlier } from './read-earlier.ts';
import type { RehearseFlags } from './rehearse-flags.ts';
import { renderRehearsal } from './render/rehearse.ts';
import { scratchPlace } from './scratch-place.ts';

/** Does what the command line asks of `rehearse`. */
export async function runRehearse(
  { rows, from, scratch: url, ...options }: GlobalOptions & RehearseFlags,
  { cwd, env, progress, signal }: CommandContext,
): Promise<CommandResult> {
  if (options.database !== undefined) {
    throw new LockstepError('USAGE', '--database does not go with rehearse', {
      hint: 'Leave it out: migrations are tried out on scratch databases, which --scratch URL makes on a server of yours.',
      details: { flag: '--database' },
    });
  }
  const opened = await openConfig(options, cwd);
  const modules = await readRehearsedModules(opened.select(), opened.folder, (config) =>
    from === undefined ? undefined : readEarlier(config, opened.folder, from, cwd),
  );
  const place = scratchPlace(opened, url, { cwd, env });
  const scratch = await openScratchServers(place, signal);
  try {
    const report = await rehearse({
      modules,
      servers: scratch.servers,
      onEvent: progress.onEvent,
      signal,
      ...(rows === undefined ? {} : { rows }),
    });
    return {
      document: report,
      text: (view) => renderRehearsal(report, view),
      exitCode: report.verdict === 'passed' ? 0 : 3,
    };
  } finally {
    await scratch[Symbol.asyncDispose]();
  }
}
