import type { AppliedRow } from '../port.ts';
import type { Row } from './connection.ts';
import { isoTime } from './snapshot.ts';

/** What a block leaves as its outcome. */
export interface Outcome {
  readonly outcome: 'go' | 'busy' | 'moved' | 'applied';
  readonly revision?: string;
  readonly appliedAt?: number;
  readonly durationMs?: number;
}

/** Returns the outcome among the rows of a message. */
export function readOutcome(rows: readonly Row[]): Outcome {
  const row = rows.find((candidate) => 'outcome' in candidate);
  return JSON.parse(row?.['outcome'] as string) as Outcome;
}

/** Returns the history row as the caller knows it. */
export function appliedRow({ revision = '', appliedAt = 0, durationMs = 0 }: Outcome): AppliedRow {
  return { revision, appliedAt: isoTime(appliedAt), durationMs };
}
