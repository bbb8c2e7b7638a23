import type { DifferenceKind } from './difference.ts';
import { rules } from './rules/index.ts';

/** Every kind that a rule reports, in the order of the rules. */
export const differenceKinds: readonly DifferenceKind[] = [
  ...new Set(rules.flatMap(({ reports }) => reports.map(({ kind }) => kind))),
];
