import { expect } from 'vitest';
import { judgeDatabase } from '../../src/core/judge-history.ts';
import { at, chain, type ChainOptions, type DatabaseOptions } from './module-text.ts';
import { openOf, planOf } from './plan-text.ts';

/** One state of a database: files, history, and what is said about them. */
export interface StateRow {
  readonly state: string;
  readonly chain: string;
  readonly module?: ChainOptions;
  readonly at: string;
  readonly with?: DatabaseOptions;
  /** Null where there is no problem. */
  readonly code: string | null;
  readonly says?: string;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly open?: string;
}

/** Fails where the judgement is not the row's, or where a run would touch a database with a problem. */
export function holds(row: StateRow): void {
  const module = chain(row.chain, row.module);
  const database = at(module, row.at, row.with);
  const { problem } = judgeDatabase(module, database);
  expect(problem?.code ?? null).toBe(row.code);
  if (row.says !== undefined) expect(problem?.message).toContain(row.says);
  if (row.hint !== undefined) expect(problem?.hint).toContain(row.hint);
  if (row.details !== undefined) expect(problem?.details).toMatchObject(row.details);
  if (row.open !== undefined) expect(openOf(planOf(module, [database]))).toBe(row.open);
  if (row.code !== null) expect(planOf(module, [database]).rounds).toEqual([]);
}
