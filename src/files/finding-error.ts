import type { Diagnostic } from '../core/diagnostic.ts';
import { LockstepError } from '../core/errors.ts';

/** Returns the error that ends the loading of a module: the first finding that is an error, with all of them in its details. */
export function findingError(module: string, findings: readonly Diagnostic[]): LockstepError {
  const first = findings.find(({ severity }) => severity === 'error')!;
  const { code, file, line, column, message, hint } = first;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more: lockstep check lists them)` : '';
  const end = /[.?]$/.test(message) ? '' : '.';
  const place = line === null ? file : `${file}:${line}`;
  return new LockstepError(code ?? 'BAD_DIRECTIVE', `${place}: ${message}${end}${more}`, {
    hint,
    details: { module, file, line, column, findings },
  });
}
