import type { LockstepError } from '../core/errors.ts';
import type { Progress } from './progress.ts';
import type { View } from './render/view.ts';

/** An option of a command. docs/cli.md and --help print what stands here. */
export interface OptionSpec {
  /** As commander reads it: `--to <step>`. */
  readonly flags: string;
  readonly description: string;
  /** Returns the value; `before` is what an earlier use of the flag gave. Throws USAGE. Defaults to the text itself. */
  readonly parse?: (value: string, before: never) => unknown;
}

/** The options that every command takes. */
export interface GlobalOptions {
  readonly config?: string;
  readonly database?: readonly string[];
  readonly module?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What a command can reach outside of its options. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Asks on the terminal; null where there is none to ask on. */
  readonly ask: ((question: string, explanation: string) => Promise<boolean>) | null;
  /** True where standard output is a terminal: what is made for a file does not belong there. */
  readonly isTerminal: boolean;
  /** The view of standard error: for what is shown before a question. */
  readonly view: View;
}

/** What a command hands back: printed as text, or as one JSON document. */
export interface CommandResult {
  readonly document: object;
  readonly text: (view: View) => string;
  /** Defaults to 0, or the failure's own. */
  readonly exitCode?: number;
  /** A failure beside which there is something to show: status with one of several databases unreachable. */
  readonly failure?: LockstepError;
}

export interface Example {
  readonly command: string;
  readonly does: string;
}

/** A positional argument. `choices` where only some words are allowed. */
export interface WordSpec {
  readonly name: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** Defaults to false. */
  readonly isOptional?: boolean;
}

/** A command as data, and the one function that does it. */
export interface CommandSpec<Options = unknown> {
  readonly name: string;
  readonly summary: string;
  /** More than the summary says, for --help. */
  readonly description?: string;
  /** The positional arguments in order; the optional ones stand behind the others. Defaults to none. */
  readonly words?: readonly WordSpec[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly Example[];
  /** `words` are those that were given: as many as are not optional, at least. */
  run(
    options: GlobalOptions & Options,
    context: CommandContext,
    ...words: readonly string[]
  ): Promise<CommandResult>;
}

/** What a command line asks for: a command to run, or a text to print. */
export type Invocation =
  | {
      readonly kind: 'run';
      readonly command: CommandSpec;
      readonly options: GlobalOptions;
      readonly words: readonly string[];
    }
  /** On standard error where the exit code is not 0. */
  | { readonly kind: 'print'; readonly text: string; readonly exitCode: 0 | 2 };

/** The options that every command takes, as --help lists them. */
export const globalOptions: readonly OptionSpec[] = [
  { flags: '--config <file>', description: 'configuration file (default: lockstep.config.* in this folder)' },
  {
    flags: '--database <name|url>',
    description: 'work on this database; repeat it for several',
    parse: (value, before: readonly string[] = []) => [...before, value],
  },
  {
    flags: '--module <name|all>',
    description: 'work on this module (default: all)',
    parse: (value, before: readonly string[] = []) => [...before, value],
  },
  { flags: '--json', description: 'print one JSON document on standard output' },
  { flags: '--quiet', description: 'print nothing but errors (and the JSON document)' },
];
