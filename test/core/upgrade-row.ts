import { expect } from 'vitest';
import type { Category } from '../../src/core/migration.ts';
import { at, chain, type DatabaseOptions } from './module-text.ts';
import { openOf, planOf, roundsOf, stillHeldOf } from './plan-text.ts';

/** One rule of an upgrade: a chain, where the database stands, what was asked for, and what follows. */
export interface UpgradeRow {
  readonly rule: string;
  readonly chain: string;
  readonly at: string;
  readonly with?: DatabaseOptions;
  readonly categories?: readonly Category[];
  readonly to?: string;
  readonly runs: string;
  readonly open?: string;
  readonly stillHeld?: string;
  readonly consent?: boolean;
}

/** Fails where the planner does not keep the row's rule. */
export function holds(row: UpgradeRow): void {
  const module = chain(row.chain);
  const plan = planOf(module, [at(module, row.at, row.with)], row);
  expect(roundsOf(plan)).toBe(row.runs);
  if (row.open !== undefined) expect(openOf(plan)).toBe(row.open);
  expect(stillHeldOf(plan)).toBe(row.stillHeld ?? '');
  expect(plan.needsConsent).toBe(row.consent ?? false);
}
