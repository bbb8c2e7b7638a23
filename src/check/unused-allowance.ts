import type { Diagnostic } from '../core/diagnostic.ts';
import type { Script } from '../core/migration.ts';
import { documentsRule } from './documents/check-documents.ts';

/**
 * `allow=` lines that accept nothing: a typing error in the rule, or a finding that has been mended. Empty as long as
 * there is an error, which may hide other findings; rules that need `--base` are left alone. `mayMatch` are the files in
 * which `allow=documents` accepts something, whatever the base is: the line stays when its migration has been merged.
 */
export function findUnusedAllowances(
  scripts: readonly Script[],
  found: readonly Diagnostic[],
  mayMatch: readonly string[],
): readonly Diagnostic[] {
  const accepted = new Set(
    scripts.flatMap(({ file, allows }) => allows.map(({ rule }) => `${file} ${rule}`)),
  );
  if (found.some(({ severity, file, rule }) => severity === 'error' && !accepted.has(`${file} ${rule}`)))
    return [];
  const hits = new Set([
    ...found.map(({ file, rule }) => `${file} ${rule}`),
    ...mayMatch.map((file) => `${file} ${documentsRule}`),
  ]);
  return scripts.flatMap(({ file, allows }) =>
    allows
      .filter(({ rule }) => !rule.startsWith('base-') && !hits.has(`${file} ${rule}`))
      .map(({ rule }) => ({
        code: null,
        rule: 'unused-allowance',
        severity: 'warning' as const,
        file,
        line: null,
        column: null,
        message: `allow=${rule} accepts a finding that is not there`,
        hint: 'Take the line out, or mend the name of the rule: it is not part of the checksum.',
      })),
  );
}
