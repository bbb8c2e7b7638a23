import { LockstepError } from '../core/errors.ts';
import type { CommandContext, CommandResult, GlobalOptions } from './command.ts';
import { failureDocument, failureText } from './failure.ts';
import { parseArguments } from './parse-arguments.ts';
import { createProgress, type ProgressStream } from './progress.ts';
import { createView } from './render/view.ts';

/** What the program runs in. */
export interface Host {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: ProgressStream;
  readonly stderr: ProgressStream;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Runs one command line, and returns the exit code. Results go to standard output, all else to standard error. */
export async function runProgram(argv: readonly string[], host: Host): Promise<number> {
  // Until the arguments are understood, what they say about the output is taken by its word.
  let options: GlobalOptions = { json: argv.includes('--json'), quiet: argv.includes('--quiet') };
  try {
    const invocation = await parseArguments(argv, createView({ stream: host.stdout, env: host.env }));
    if (invocation.kind === 'print') {
      (invocation.exitCode === 0 ? host.stdout : host.stderr).write(invocation.text);
      return invocation.exitCode;
    }
    options = invocation.options;
    const context = createContext(host, options);
    try {
      const result = await invocation.command.run(options, context, ...invocation.words);
      context.progress.clear();
      return await succeed(result, options, host);
    } finally {
      context[Symbol.dispose]();
    }
  } catch (error) {
    return await fail(interruptedOr(error, host.signal), options, host);
  }
}

async function succeed(result: CommandResult, options: GlobalOptions, host: Host): Promise<number> {
  if (options.json) {
    const { failure, document } = result;
    writeDocument(host, failure === undefined ? document : failureDocument(failure, document));
  } else if (!options.quiet) {
    const text = result.text(createView({ stream: host.stdout, env: host.env }));
    if (text !== '') host.stdout.write(`${text}\n`);
  } else if (result.failure !== undefined) {
    await writeFailure(result.failure, host);
  }
  return result.exitCode ?? result.failure?.exitCode ?? 0;
}

async function fail(error: unknown, options: GlobalOptions, host: Host): Promise<number> {
  if (options.json) writeDocument(host, failureDocument(error));
  else await writeFailure(error, host);
  return error instanceof LockstepError ? error.exitCode : 1;
}

async function writeFailure(error: unknown, host: Host): Promise<void> {
  const { cwd, env, stderr } = host;
  const debug = Boolean(env['LOCKSTEP_DEBUG']);
  stderr.write(`${await failureText(error, createView({ stream: stderr, env }), { cwd, debug })}\n`);
}

function writeDocument(host: Host, document: object): void {
  // Engines count rows in big integers.
  const plain = (_key: string, value: unknown): unknown =>
    typeof value === 'bigint' ? String(value) : value;
  host.stdout.write(`${JSON.stringify(document, plain, 2)}\n`);
}

/** What a stopped run throws, whatever noticed the stop first. */
function interruptedOr(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || error instanceof LockstepError) return error;
  return new LockstepError('INTERRUPTED', 'Stopped', { cause: error });
}

function createContext(host: Host, options: GlobalOptions): CommandContext & Disposable {
  const { cwd, env, signal, stderr, stdin, stdout } = host;
  const view = createView({ stream: stderr, env });
  const attended = stderr.isTTY === true && stdin.isTTY === true && !env['CI'];
  const live = stderr.isTTY === true && !env['CI'] && env['TERM'] !== 'dumb';
  const progress = createProgress(stderr, view, { quiet: options.quiet === true, live });
  const ask: CommandContext['ask'] = async (question, explanation) => {
    progress.clear();
    if (explanation !== '') stderr.write(`${explanation}\n`);
    const { confirmOnTerminal } = await import('./confirm.ts');
    return confirmOnTerminal(question, signal);
  };
  return {
    cwd,
    env,
    signal,
    view,
    progress,
    ask: attended ? ask : null,
    isTerminal: stdout.isTTY === true,
    [Symbol.dispose]: () => progress[Symbol.dispose](),
  };
}
