import { checkReadiness } from '../../index.ts';
import type { GatewayConfiguration } from '../configuration/configuration.ts';
import { loadStoreModules } from '../store-module.ts';
import { hintOf } from './hint-of.ts';
import type { Host } from './host.ts';

/**
 * Prints whether the gateway may serve this database, judged as `/readyz` judges, and returns the exit code: 0, or that
 * of the reason why not. Writes nothing to the database.
 */
export async function checkDatabase(
  configuration: GatewayConfiguration,
  { json }: { readonly json: boolean },
  { stdout, signal }: Host,
): Promise<number> {
  const { ready, code, reason, exitCode, problem } = await checkReadiness({
    database: configuration.databaseUrl,
    modules: await loadStoreModules(configuration.databaseUrl),
    onNewer: configuration.onNewer,
    command: configuration.migrateCommand,
    signal,
  });
  const told = problem === null ? null : { ...problem, hint: hintOf(problem) };
  if (json) stdout.write(`${JSON.stringify({ ready, code, reason, problem: told }, null, 2)}\n`);
  else {
    const hint = told === null || ready ? '' : `  → ${told.hint}\n`;
    stdout.write(`${ready ? '✓ ready' : `✗ ${code}`}  ${reason}\n${hint}`);
  }
  return exitCode;
}
