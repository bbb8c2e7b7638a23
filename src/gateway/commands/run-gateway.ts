import { LockstepError } from '../../index.ts';
import type { GatewayConfiguration } from '../configuration/configuration.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import { exitCodeOf, failureDocument, failureText } from './describe-failure.ts';
import type { Host } from './host.ts';
import type { MigrateAction } from './invocation.ts';
import { parseCommandLine } from './parse-command-line.ts';

type Migrate = (
  configuration: GatewayConfiguration,
  options: { readonly json: boolean },
  host: Host,
) => Promise<number>;

/** Each loads what it needs: a check before a rollout needs no HTTP server. */
const migrateActions: Readonly<Record<MigrateAction, () => Promise<Migrate>>> = {
  check: async () => (await import('./check-database.ts')).checkDatabase,
  apply: async () => (await import('./apply-migrations.ts')).applyMigrations,
  status: async () => (await import('./show-status.ts')).showStatus,
};

/** Runs one command line, and returns the exit code. Results go to standard output, the log and failures to standard error. */
export async function runGateway(argv: readonly string[], host: Host): Promise<number> {
  let json = false;
  try {
    const invocation = parseCommandLine(argv);
    if (invocation.kind === 'print') {
      host.stdout.write(invocation.text);
      return 0;
    }
    if (invocation.kind === 'serve') {
      const configuration = readConfiguration(host.env, invocation.flags);
      return await (await import('./serve.ts')).serve(configuration, host);
    }
    json = invocation.json;
    const configuration = readConfiguration(host.env);
    return await (await migrateActions[invocation.action]())(configuration, { json }, host);
  } catch (thrown) {
    const error = interruptedOr(thrown, host.signal);
    if (json) host.stdout.write(`${JSON.stringify(failureDocument(error), null, 2)}\n`);
    else host.stderr.write(failureText(error));
    return exitCodeOf(error);
  }
}

/** What a stopped command throws, whatever noticed the stop first. */
function interruptedOr(error: unknown, { aborted, reason }: AbortSignal): unknown {
  if (!aborted || error instanceof LockstepError) return error;
  return new LockstepError(
    'INTERRUPTED',
    `Stopped by ${reason instanceof Error ? reason.message : 'a signal'}`,
    {
      cause: error,
    },
  );
}
