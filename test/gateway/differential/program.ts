import type { OperationName } from '../../../src/gateway/domain/operation.ts';

/** One call of a repository, as data: the same for every store. */
export interface Call {
  readonly name: OperationName;
  readonly args: readonly unknown[];
}

/**
 * What a unit of work does after its calls. `return`: it ends. `throw`: its own error ends it. `go on`: errors of calls are
 * caught, and the next call is made all the same.
 */
export const unitEnds = ['return', 'throw', 'go on'] as const;

/** All pages of a list, one after the other. */
export interface Walk {
  readonly kind: 'walk';
  /** That of the first page. */
  readonly call: Call;
  /** Which of its arguments says the page. */
  readonly at: number;
}

export type Step =
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'unit'; readonly calls: readonly Call[]; readonly end: (typeof unitEnds)[number] }
  | Walk
  /** The clock of all stores shows this from now on. */
  | { readonly kind: 'clock'; readonly now: Date };

/** What is done to all stores, in order; each begins empty. */
export type Program = readonly Step[];

/** When the clock of an empty store stands. */
export const firstMoment = new Date('2026-02-28T23:59:59.000Z');

/** Returns how many calls a program makes at most; a walk is counted as one. */
export function countCalls(program: Program): number {
  return program.reduce((sum, step) => sum + (step.kind === 'unit' ? step.calls.length : 1), 0);
}
