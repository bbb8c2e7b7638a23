import { loadModule } from '../files/load-module.ts';
import { readParityFile } from '../parity/parity-file.ts';
import { readFixtures } from '../rehearse/populate/fixtures.ts';
import { rehearse } from '../rehearse/rehearse.ts';
import type { RehearsedModule } from '../rehearse/rehearse-options.ts';
import { openScratchServers } from '../replay/open-scratch-servers.ts';
import type { CommandContext, CommandResult, GlobalOptions } from './command.ts';
import type { RehearseFlags } from './commands/rehearse.ts';
import { openConfig, type OpenedConfig } from './open-config.ts';
import { readEarlier } from './read-earlier.ts';
import { renderRehearsal } from './render/rehearse.ts';
import { scratchPlace } from './scratch-place.ts';

/** Does what the command line asks of `rehearse`. */
export async function runRehearse(
  { rows, from, scratch: url, ...options }: GlobalOptions & RehearseFlags,
  { cwd, env, progress, signal }: CommandContext,
): Promise<CommandResult> {
  const opened = await openConfig(options, cwd);
  const modules = await readModules(opened, from, cwd);
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

/** The modules in configuration order, each with what it says of its rows. */
async function readModules(
  { folder, select }: OpenedConfig,
  from: string | undefined,
  cwd: string,
): Promise<readonly RehearsedModule[]> {
  const modules: RehearsedModule[] = [];
  for (const config of select()) {
    modules.push({
      module: await loadModule(config, folder),
      logical: (await readParityFile(config, folder)).logical,
      fixtures: await readFixtures(config, folder),
      ...(from === undefined ? {} : { from: await readEarlier(config, folder, from, cwd) }),
    });
  }
  return modules;
}
