import { basename } from 'node:path';
import type { Diagnostic } from '../core/diagnostic.ts';
import { engines } from '../core/engine.ts';
import type { Migration } from '../core/migration.ts';

const byNumber = new Intl.Collator('en', { numeric: true });

/**
 * Returns the findings file by file, as the files run, each from its top; the two scripts of a migration stand side by
 * side. Files that the chain does not know stand behind it, V9 before V21.
 */
export function orderFindings(
  findings: readonly Diagnostic[],
  chain: readonly Migration[],
): readonly Diagnostic[] {
  const files = chain.flatMap(({ scripts }) => engines.map((engine) => scripts[engine]?.file));
  const places = new Map(files.map((file, place) => [file, place]));
  const placeOf = ({ file }: Diagnostic): number => places.get(file) ?? files.length;
  return findings.toSorted(
    (a, b) =>
      placeOf(a) - placeOf(b) ||
      byNumber.compare(basename(a.file), basename(b.file)) ||
      byNumber.compare(a.file, b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}
