import { Command, CommanderError } from 'commander';
import { LockstepError } from '../../index.ts';
import type { ConfigurationFlags } from '../configuration/configuration.ts';
import { type Variable, variables } from '../configuration/variables.ts';
import { type Invocation, type MigrateAction, migrateActions } from './invocation.ts';

interface MigrateFlags extends Partial<Record<MigrateAction, true>> {
  readonly json?: true;
}

/**
 * Returns what the arguments ask for. Throws USAGE for an unknown command or flag, with what was probably meant, and where
 * `migrate` is not asked for exactly one thing.
 */
export function parseCommandLine(argv: readonly string[]): Invocation {
  let printed = '';
  let invocation: Invocation | null = null;
  const write = (text: string): void => void (printed += text);
  const program = describeProgram((asked) => (invocation = asked));
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ writeOut: write, writeErr: write, outputError: () => undefined });
  }
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.helpDisplayed') return { kind: 'print', text: printed };
    throw usage(error.code === 'commander.help' ? 'No command was given' : plainMessage(error));
  }
  return invocation ?? { kind: 'print', text: program.helpInformation() };
}

function describeProgram(ask: (invocation: Invocation) => void): Command {
  const program = new Command('gateway')
    .description(
      'The reference store behind an HTTP API: migrated when it starts, ready when its schema is current.',
    )
    .helpCommand(false);
  program
    .command('migrate')
    .description('Look at the database, or apply everything that is pending; exactly one of the first three')
    .option(
      '--check',
      'end with 0 where the gateway may serve, else with 3 (pending), 4 (history), 6 (unreachable)',
    )
    .option('--apply', 'apply everything pending, release and data steps too: before a rollout')
    .option('--status', 'print where the database stands')
    .option('--json', 'print one JSON document')
    .addHelpText('after', environmentHelp)
    .action((flags: MigrateFlags) => {
      ask({ kind: 'migrate', action: theOneAction(flags), json: flags.json === true });
    });
  program
    .command('serve')
    .description('Migrate, seed and serve until SIGTERM')
    .option('--run-migrations', 'apply what is automatic before serving (GATEWAY_RUN_MIGRATIONS)')
    .option('--no-run-migrations', 'write nothing: wait for a run elsewhere, refuse anything pending')
    .option('--seed-config', 'seed from the declarative file before serving (GATEWAY_SEED_CONFIG)')
    .option('--no-seed-config', 'leave the declarative file alone')
    .addHelpText('after', environmentHelp)
    .action((flags: ConfigurationFlags) => ask({ kind: 'serve', flags }));
  return program;
}

function theOneAction(flags: MigrateFlags): MigrateAction {
  const named = migrateActions.filter((action) => flags[action]);
  const [action, ...others] = named;
  if (action !== undefined && others.length === 0) return action;
  const found =
    named.length === 0 ? 'none was given' : `${named.map((each) => `--${each}`).join(' and ')} were given`;
  throw usage(`gateway migrate takes exactly one of --check, --apply and --status; ${found}`);
}

function environmentHelp(): string {
  const lines = Object.entries<Variable>(variables).map(
    ([name, { expected, otherwise }]) =>
      `  ${name.padEnd(23)} ${expected} (${otherwise === null ? 'required' : `otherwise: ${otherwise}`})`,
  );
  return `\nEnvironment, which a flag overrides:\n${lines.join('\n')}`;
}

function plainMessage({ message }: CommanderError): string {
  return message.replace(/^error: /, '').replaceAll('\n', ' ');
}

function usage(message: string): LockstepError {
  return new LockstepError('USAGE', message, { hint: 'Run gateway --help.' });
}
