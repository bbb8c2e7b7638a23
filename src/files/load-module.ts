import { LockstepError } from '../core/errors.ts';
import type { LoadedModule } from '../core/migration.ts';
import type { ModuleConfig } from '../modules/config.ts';
import { readModule } from './read-module.ts';

/**
 * Returns a module read from its folders; relative ones start at `baseFolder`, by default the working folder. Throws the
 * first finding: its code, with `file`, `line`, `column` and all `findings` in the details; and CONFIG_INVALID where a
 * folder does not exist.
 */
export async function loadModule(
  config: ModuleConfig,
  baseFolder: string = process.cwd(),
): Promise<LoadedModule> {
  const { module, findings } = await readModule(config, baseFolder);
  if (module !== null) return module;
  const first = findings.find(({ severity }) => severity === 'error')!;
  const { code, file, line, column, message, hint } = first;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more: lockstep check lists them)` : '';
  const end = /[.?]$/.test(message) ? '' : '.';
  const place = line === null ? file : `${file}:${line}`;
  throw new LockstepError(code ?? 'BAD_DIRECTIVE', `${place}: ${message}${end}${more}`, {
    hint,
    details: { module: config.name, file, line, column, findings },
  });
}
