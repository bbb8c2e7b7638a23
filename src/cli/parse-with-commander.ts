import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { didYouMean } from '../core/did-you-mean.ts';
import { LockstepError } from '../core/errors.ts';
import {
  type CommandSpec,
  type GlobalOptions,
  globalOptions,
  type Invocation,
  type OptionSpec,
} from './command.ts';
import { commands } from './commands/index.ts';
import { requireChoice } from './require-choice.ts';
import type { View } from './render/view.ts';

/**
 * Returns what the arguments ask for, as commander reads them: it knows every form, writes the help, and tells an unknown
 * flag from a misspelt one. Throws USAGE.
 */
export async function parseWithCommander(argv: readonly string[], view: View): Promise<Invocation> {
  const [first = ''] = argv;
  // One command is loaded where it stands first, which it nearly always does; all of them for help and for guesses.
  const names = Object.hasOwn(commands, first) ? [first] : Object.keys(commands);
  const specs = await Promise.all(names.map(async (name) => commands[name]?.()));
  const known = specs.filter((spec) => spec !== undefined);
  if (argv.length === 0) return { kind: 'print', text: helpText(known, view), exitCode: 2 };
  return parse(argv, known, view);
}

async function parse(
  argv: readonly string[],
  specs: readonly CommandSpec[],
  view: View,
): Promise<Invocation> {
  let invocation: Invocation = { kind: 'print', text: '', exitCode: 0 };
  const print = (text: string): void => {
    invocation = { kind: 'print', text, exitCode: 0 };
  };
  const program = createProgram(specs, view, print, (command, words, options) => {
    invocation = { kind: 'run', command, options, words };
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usage(error, argv, specs);
  }
  return invocation;
}

function helpText(specs: readonly CommandSpec[], view: View): string {
  return createProgram(
    specs,
    view,
    () => undefined,
    () => undefined,
  ).helpInformation();
}

function createProgram(
  specs: readonly CommandSpec[],
  view: View,
  print: (text: string) => void,
  run: (command: CommandSpec, words: readonly string[], options: GlobalOptions) => void,
): Command {
  let printed = '';
  const program = new Command('lockstep')
    .description('Keeps one store identical on two engines: paired migrations for PostgreSQL and SQLite.')
    .usage('<command> [options]')
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'Print the help of a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        printed += text;
        print(printed);
      },
      writeErr: () => undefined,
      getOutHelpWidth: () => Math.min(view.width, 110),
      getOutHasColors: () => true,
    })
    .configureHelp({
      showGlobalOptions: true,
      // On a narrow terminal too a word is not to be broken.
      minWidthToWrap: 12,
      visibleGlobalOptions: ({ parent }) => (parent === null ? [] : globalOptions.map(toOption)),
      subcommandTerm: (command) => command.name(),
      styleTitle: (text) => view.paint('strong', text),
      styleSubcommandTerm: (text) => view.paint('accent', text),
      styleOptionTerm: (text) => view.paint('accent', text),
    });
  for (const option of globalOptions) program.addOption(toOption(option));
  for (const spec of specs) addCommand(program, spec, view, run);
  program.addHelpText('after', '\nlockstep <command> --help shows the options of a command, with examples.');
  return program;
}

function addCommand(
  program: Command,
  spec: CommandSpec,
  view: View,
  run: (command: CommandSpec, words: readonly string[], options: GlobalOptions) => void,
): void {
  const command = program
    .command(spec.name)
    .summary(spec.summary)
    .description(spec.description === undefined ? `${spec.summary}.` : `${spec.summary}. ${spec.description}`)
    .helpOption('-h, --help', 'print this help');
  for (const { name, description, isOptional } of spec.words ?? [])
    command.argument(isOptional === true ? `[${name}]` : `<${name}>`, description);
  for (const option of spec.options) command.addOption(toOption(option));
  command.addHelpText('after', examplesText(spec, view));
  command.action(() => {
    requireChoice(spec, command.args);
    run(spec, command.args, command.optsWithGlobals());
  });
}

function toOption({ flags, description, parse }: OptionSpec): Option {
  const option = new Option(flags, description);
  return parse === undefined ? option : option.argParser(parse as (value: string) => unknown);
}

function examplesText({ examples }: CommandSpec, view: View): string {
  const width = Math.max(...examples.map(({ command }) => command.length));
  const fits = examples.every(({ does }) => width + does.length + 4 <= view.width);
  const lines = examples.map(({ command, does }) =>
    fits
      ? `  ${view.paint('accent', command.padEnd(width))}  ${view.paint('faint', does)}`
      : `  ${view.paint('accent', command)}\n      ${view.paint('faint', does)}`,
  );
  return `\n${[view.paint('strong', 'Examples:'), ...lines].join('\n')}`;
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return version;
}

/** Commander prints its help for these, and says nothing. */
function helplessly([first, name]: readonly string[]): string {
  if (first !== 'help' || name === undefined) return 'No command was named';
  return `Unknown command "${name}".${didYouMean(name, Object.keys(commands))}`;
}

/** The flag of a command that takes a step: what somebody means who names it without. */
const stepFlags: Readonly<Record<string, string>> = {
  migrate: '--to',
  plan: '--to',
  baseline: '--at',
  repair: '--accept',
};

/** Returns how a step is named that was given as a word; null where the word is none, or the command takes no step. */
function hintForWord(command: string | undefined, argv: readonly string[]): string | null {
  const flag = command === undefined ? undefined : stepFlags[command];
  const step = argv.find((word) => /^(?:V|S|DM)\d+$/i.test(word));
  return flag === undefined || step === undefined
    ? null
    : `A step is named with ${flag}: lockstep ${command} ${flag} ${step.toUpperCase()}`;
}

/** Commander's own words, with the guess in ours. */
function usage(error: CommanderError, argv: readonly string[], specs: readonly CommandSpec[]): LockstepError {
  const said = error.code === 'commander.help' ? helplessly(argv) : error.message;
  const message = said
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (?:one of )?(.*)\?\)$/s, '. Did you mean "$1"?')
    .replaceAll("'", '"');
  const command = specs.find(({ name }) => argv.includes(name))?.name;
  return new LockstepError('USAGE', message.charAt(0).toUpperCase() + message.slice(1), {
    hint:
      (error.code === 'commander.excessArguments' ? hintForWord(command, argv) : null) ??
      `lockstep ${command === undefined ? '' : `${command} `}--help lists what there is.`,
    details: { arguments: argv.filter((word) => !word.includes('://')) },
  });
}
