import { LockstepError } from '../core/errors.ts';
import type { CommandContext, CommandResult, GlobalOptions } from './command.ts';
import { failureDocument, failureText } from './failure.ts';
import { parseArguments } from './parse-arguments.ts';
import { createProgress } from './progress.ts';
import { printsDocument } from './prints-document.ts';
import { createView } from './render/view.ts';
import { type OutputStream, writeWhole } from './write-whole.ts';

/** What the program runs in. */
export interface Host {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Runs one command line, and returns the exit code. Results go to standard output, all else to standard error. */
export async function runProgram(argv: readonly string[], given: Host): Promise<number> {
  const host: Host = { ...given, stderr: heedless(given.stderr) };
  // Until the arguments are understood, what they say about the output is taken by its word.
  const json = printsDocument(argv);
  let options: GlobalOptions = { json, quiet: argv.includes('--quiet') };
  try {
    const invocation = await parseArguments(argv, createView({ stream: host.stdout, env: host.env }));
    if (invocation.kind === 'print') {
      if (invocation.exitCode === 0) return await print(invocation.text, {}, host);
      host.stderr.write(invocation.text);
      return invocation.exitCode;
    }
    options = { ...invocation.options, json };
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

/** Where nobody can be told, the run goes on all the same. */
function heedless(stream: OutputStream): OutputStream {
  return {
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 0;
    },
    write: (text) => {
      try {
        writeWhole(stream, text);
      } catch {
        // The exit code still says how it ended.
      }
    },
  };
}

async function succeed(result: CommandResult, options: GlobalOptions, host: Host): Promise<number> {
  const { document, failure, exitCode } = result;
  const end = { failure, exitCode };
  if (options.json) {
    return print(
      documentText(failure === undefined ? document : failureDocument(failure, document)),
      end,
      host,
    );
  }
  if (!options.quiet) {
    const text = result.text(createView({ stream: host.stdout, env: host.env }));
    return print(text === '' ? '' : `${text}\n`, end, host);
  }
  if (failure !== undefined) await writeFailure(failure, host);
  return print('', end, host);
}

async function fail(error: unknown, options: GlobalOptions, host: Host): Promise<number> {
  const exitCode = error instanceof LockstepError ? error.exitCode : 1;
  if (options.json) return print(documentText(failureDocument(error)), { failure: error, exitCode }, host);
  await writeFailure(error, host);
  return exitCode;
}

/** How a command ends whose result can be printed. */
interface End {
  readonly failure?: unknown;
  /** Defaults to the failure's own, else 0. */
  readonly exitCode?: number | undefined;
}

/**
 * Prints a result, and returns the exit code. Where standard output does not take it to its end that is a failure, and
 * standard error says so; the command's own failure, which has reached nobody then, is told there too and keeps its code.
 */
async function print(text: string, { failure, exitCode }: End, host: Host): Promise<number> {
  const own = failure instanceof LockstepError ? failure.exitCode : 0;
  try {
    if (text !== '') writeWhole(host.stdout, text);
    return exitCode ?? own;
  } catch (cause) {
    if (failure !== undefined) await writeFailure(failure, host);
    const { describeCutOutput } = await import('./describe-lost-output.ts');
    const cut = describeCutOutput(cause);
    await writeFailure(cut, host);
    return failure === undefined ? cut.exitCode : (exitCode ?? own);
  }
}

async function writeFailure(error: unknown, host: Host): Promise<void> {
  const { cwd, env, stderr } = host;
  const debug = Boolean(env['LOCKSTEP_DEBUG']);
  stderr.write(`${await failureText(error, createView({ stream: stderr, env }), { cwd, debug })}\n`);
}

function documentText(document: object): string {
  // Engines count rows in big integers.
  const plain = (_key: string, value: unknown): unknown =>
    typeof value === 'bigint' ? String(value) : value;
  return `${JSON.stringify(document, plain, 2)}\n`;
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
