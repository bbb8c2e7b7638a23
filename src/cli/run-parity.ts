import type { Address } from '../core/address.ts';
import { type Engine, engineTitles } from '../core/engine.ts';
import { LockstepError } from '../core/errors.ts';
import { databaseAt } from '../drivers/open.ts';
import { loadModule } from '../files/load-module.ts';
import { resolveDatabases } from '../modules/resolve-databases.ts';
import { readParityFile } from '../parity/file/parity-file.ts';
import type { ParityReport } from '../parity/report.ts';
import { openScratchServers } from '../replay/open-scratch-servers.ts';
import { parityOfLive } from '../parity/run/parity-of-live.ts';
import { parityOfModules, type ParityModule } from '../parity/run/parity-of-modules.ts';
import type { Acceptance } from './accept-difference.ts';
import type { CommandContext, CommandResult, GlobalOptions } from './command.ts';
import type { ParityFlags } from './parity-flags.ts';
import { keepParserSmall } from './keep-parser-small.ts';
import { openConfig, openConfigIfAny, type OpenedConfig } from './open-config.ts';
import { refuseOwnFile } from './refuse-own-file.ts';
import { scratchPlace } from './scratch-place.ts';
import { parityResult } from './parity-result.ts';
import { proveOutput } from './prove-output.ts';

type Options = GlobalOptions & ParityFlags;

/** Does what the command line asks of `parity`; `accept` where a difference is to be accepted. */
export async function runParity(
  options: Options,
  context: CommandContext,
  accept: { readonly id: string | undefined } | null,
): Promise<CommandResult> {
  refuseFlags(options, accept !== null);
  refusePage(options, context);
  if (options.output !== undefined) proveOutput(options.output, '--output', context.cwd);
  const acceptance = accept === null ? null : acceptanceOf(accept.id, options.reason);
  keepParserSmall();
  const open = isLive(options) ? openConfigIfAny : openConfig;
  const opened = await open(options, context.cwd);
  if (options.output !== undefined)
    refuseOwnFile(options.output, '--output', { ...opened, cwd: context.cwd });
  const report = isLive(options)
    ? await liveParity(options, context, opened)
    : await modulesParity(options, context, opened);
  if (acceptance === null) return parityResult(report, options, context);
  const { acceptDifference } = await import('./accept-difference.ts');
  return acceptDifference(report, acceptance, opened);
}

/** Throws USAGE for a page that would fill the terminal. */
function refusePage({ format, output, json, quiet }: Options, { isTerminal }: CommandContext): void {
  if (format !== 'html' || output !== undefined || json || quiet || !isTerminal) return;
  throw usage('a page is for a file, not for the terminal', 'Add --output parity.html.');
}

/** Throws USAGE before anything is replayed. */
function acceptanceOf(id: string | undefined, reason: string | undefined): Acceptance {
  if (id === undefined) throw usage('accept needs the id of a difference', 'lockstep parity lists them.');
  if (!reason?.trim())
    throw usage('accept needs --reason', 'Say why the difference is meant: it is recorded.');
  return { id, reason: reason.trim() };
}

function isLive({ postgres, sqlite }: ParityFlags): boolean {
  return postgres !== undefined || sqlite !== undefined;
}

/** Throws USAGE for flags that do not go together. */
function refuseFlags(options: Options, accepts: boolean): void {
  if (options.database !== undefined) {
    throw usage(
      '--database does not go with parity',
      'Leave it out: the migrations are compared on scratch databases. Two live databases are named by --postgres and --sqlite; one is looked at by lockstep drift.',
    );
  }
  const { postgres, sqlite, scratch, at, reason, format, output } = options;
  if (isLive(options) && (postgres === undefined || sqlite === undefined)) {
    const [given, lacking] = postgres === undefined ? ['--sqlite', '--postgres'] : ['--postgres', '--sqlite'];
    throw usage(`${given} needs ${lacking}`, 'Name both databases, or none to compare the migrations.');
  }
  if (isLive(options) && scratch !== undefined)
    throw usage('--scratch does not go with live databases', 'Leave it out: live databases are only read.');
  if (isLive(options) && at !== undefined)
    throw usage('--at does not go with live databases', 'Leave it out: they have the schema that they have.');
  if (!accepts && reason !== undefined)
    throw usage('--reason goes with accept', 'Say lockstep parity accept ID --reason TEXT.');
  if (accepts && (format !== undefined || output !== undefined))
    throw usage('accept prints no report', 'Leave out --format and --output.');
}

function usage(message: string, hint: string): LockstepError {
  return new LockstepError('USAGE', message, { hint });
}

async function modulesParity(
  { at, strict, scratch: url }: Options,
  { cwd, env, progress, signal }: CommandContext,
  { config, folder, select }: OpenedConfig,
): Promise<ParityReport> {
  const modules = await readModules(select(), folder);
  const place = scratchPlace({ config, folder }, url, { cwd, env });
  const scratch = await openScratchServers(place, signal);
  try {
    return await parityOfModules({
      modules,
      servers: scratch.servers,
      onEvent: progress.onEvent,
      signal,
      ...(at === undefined ? {} : { at }),
      ...(strict === undefined ? {} : { strict }),
    });
  } finally {
    await scratch[Symbol.asyncDispose]();
  }
}

async function liveParity(
  { postgres, sqlite, strict }: Options,
  { cwd, env, signal }: CommandContext,
  { config, folder, select }: OpenedConfig,
): Promise<ParityReport> {
  const addressOf = (flag: Engine, url: string | undefined): Address => {
    const [address] = resolveDatabases({
      config,
      folder,
      cwd,
      requested: [url ?? ''],
      flag: `--${flag}`,
      env,
    });
    if (address?.engine === flag) return address;
    throw usage(`--${flag} names no ${engineTitles[flag]} database`, `Give ${forms[flag]}.`);
  };
  const databases = {
    postgres: databaseAt(addressOf('postgres', postgres)),
    sqlite: databaseAt(addressOf('sqlite', sqlite)),
  };
  try {
    return await parityOfLive({
      databases,
      modules: await readModules(config.modules, folder),
      only: select().map(({ name }) => name),
      signal,
      ...(strict === undefined ? {} : { strict }),
    });
  } finally {
    await databases.postgres[Symbol.asyncDispose]();
    await databases.sqlite[Symbol.asyncDispose]();
  }
}

const forms: Readonly<Record<Engine, string>> = {
  postgres: 'postgres://… or embedded:postgres',
  sqlite: 'sqlite:PATH, file:PATH or libsql://…',
};

/** The modules in configuration order, each with its parity file as read. */
async function readModules(
  configs: OpenedConfig['config']['modules'],
  folder: string,
): Promise<readonly ParityModule[]> {
  const modules: ParityModule[] = [];
  for (const config of configs) {
    modules.push({ module: await loadModule(config, folder), file: await readParityFile(config, folder) });
  }
  return modules;
}
