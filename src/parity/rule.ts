import type { Difference, DifferenceKind, DifferenceSide, Severity } from './difference.ts';
import type { Normaliser } from './normalise/normaliser.ts';
import type { SchemaPair } from './pairing/pair-schemas.ts';

/** What every rule looks at. */
export interface Comparing {
  readonly schemas: SchemaPair;
  readonly normaliser: Normaliser;
}

/** One rule of the comparison: a file of rules/ and a line in its index. */
export interface Rule {
  readonly name: string;
  /** What it reports, and how heavy: docs/parity.md prints it. */
  readonly reports: readonly { readonly kind: DifferenceKind; readonly severity: Severity }[];
  /** When, and what counts as the same: docs/parity.md prints it. */
  readonly summary: string;
  /** Returns what differs; empty where nothing does. */
  find(comparing: Comparing): readonly Difference[];
}

/** What a rule says about one thing; the rest of a difference follows from it. */
export interface Finding {
  readonly kind: DifferenceKind;
  readonly severity: Severity;
  readonly object: string;
  readonly table: string | null;
  readonly message: string;
  readonly postgres: DifferenceSide | null;
  readonly sqlite: DifferenceSide | null;
  /** Where both sides have something to show and yet one lacks it. Defaults to the side that is null, else `both`. */
  readonly side?: 'postgres' | 'sqlite';
}

/** Returns the difference of a finding: its identifier, and where it came from as not looked for. */
export function differenceOf({ side, ...finding }: Finding): Difference {
  const lacking =
    side ?? (finding.postgres === null ? 'postgres' : finding.sqlite === null ? 'sqlite' : 'both');
  return {
    id: `${finding.kind}:${lacking}:${finding.object}`,
    ...finding,
    since: null,
    files: { postgres: null, sqlite: null },
  };
}

/** The other one of two sides. */
export const otherSide: Readonly<Record<'postgres' | 'sqlite', 'postgres' | 'sqlite'>> = {
  postgres: 'sqlite',
  sqlite: 'postgres',
};
