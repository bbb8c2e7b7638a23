import type { Difference } from '../difference.ts';
import { columnFragment } from '../fragments.ts';
import type { ColumnPair, TablePair } from '../pairing/pair-schemas.ts';
import { type Comparing, differenceOf, type Finding } from '../rule.ts';

/** What a rule says about a column that both sides have: each side's value, null for nothing. */
export interface ColumnFinding
  extends Pick<Finding, 'kind' | 'severity' | 'message'>,
    Partial<Pick<Finding, 'side'>> {
  readonly postgres: string;
  readonly sqlite: string;
}

/** Returns what `look` finds in every column that both sides have. */
export function eachColumn(
  comparing: Comparing,
  look: (column: ColumnPair, object: string, table: TablePair) => ColumnFinding | null,
): readonly Difference[] {
  return comparing.schemas.tables.flatMap((table) =>
    table.columns.flatMap((column) => {
      const { label: object } = column;
      const finding = look(column, object, table);
      if (finding === null) return [];
      return differenceOf({
        ...finding,
        object,
        table: table.label,
        postgres: { value: finding.postgres, ddl: columnFragment(column.postgres) },
        sqlite: { value: finding.sqlite, ddl: columnFragment(column.sqlite) },
      });
    }),
  );
}
