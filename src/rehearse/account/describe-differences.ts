import type { Migration } from '../../core/migration.ts';
import type { RehearsalFinding } from '../report.ts';
import type { EngineDifference } from './compare-engines.ts';

/** Returns the findings for what the engines hold differently, without what another finding of the step has told already. */
export function describeDifferences(
  differences: readonly EngineDifference[],
  { id, scripts }: Migration,
  found: readonly RehearsalFinding[],
): readonly RehearsalFinding[] {
  const isTold = ({ table, column }: EngineDifference): boolean =>
    found.some(
      (finding) =>
        finding.table === table &&
        (column === null ? finding.column === null : finding.column === column) &&
        finding.kind !== 'engines-differ',
    );
  return differences
    .filter((difference) => !isTold(difference))
    .map(({ table, column, missingOn, count, samples }) => ({
      kind: 'engines-differ' as const,
      step: id,
      engine: null,
      table,
      column,
      count,
      samples,
      message:
        column === null
          ? `${rows(count)} of ${table} ${count === 1 ? 'is' : 'are'} not on ${names[missingOn ?? 'sqlite']}`
          : `${count === 1 ? '1 value' : `${count} values`} of ${table}.${column} read back differently: samples are PostgreSQL’s, then SQLite’s`,
      hint: 'Mend the script of the engine that is wrong, or give the parity file the logical type of the column where only its form differs.',
      file: (scripts[missingOn ?? 'sqlite'] ?? scripts.postgres)?.file ?? null,
      line: null,
    }));
}

const rows = (count: number): string => (count === 1 ? '1 row' : `${count} rows`);
const names: Readonly<Record<'postgres' | 'sqlite', string>> = { postgres: 'PostgreSQL', sqlite: 'SQLite' };
