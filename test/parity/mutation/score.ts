import type { Outcome } from './run-mutants.ts';
import type { Store } from './store.ts';
import { explain, survivors } from './survivors.ts';

/** What came of the mutants of one kind. */
export interface Score {
  readonly kind: string;
  readonly mutants: number;
  /** SQLite refuses their statements: nobody could have written them. */
  readonly refused: number;
  readonly asError: number;
  readonly asWarning: number;
  readonly equivalent: number;
  readonly outside: number;
  /** Not found, and not explained. */
  readonly missed: number;
}

/** Returns a row per kind of mutation, in the order of the outcomes. */
export function scoreOf(outcomes: readonly Outcome[], store: Store): readonly Score[] {
  const kinds = Map.groupBy(outcomes, ({ mutant }) => mutant.kind);
  return [...kinds].map(([kind, list]) => {
    const count = (isIt: (outcome: Outcome) => boolean): number => list.filter(isIt).length;
    const survived = (verdict: 'equivalent' | 'outside' | undefined) => (outcome: Outcome) =>
      outcome.outcome === 'survived' && explain(outcome.mutant, store)?.verdict === verdict;
    return {
      kind,
      mutants: list.length,
      refused: count(({ outcome }) => outcome === 'invalid'),
      asError: count(({ outcome }) => outcome === 'error'),
      asWarning: count(({ outcome }) => outcome === 'warning'),
      equivalent: count(survived('equivalent')),
      outside: count(survived('outside')),
      missed: count(survived(undefined)),
    };
  });
}

const columns = ['mutants', 'refused', 'asError', 'asWarning', 'equivalent', 'outside', 'missed'] as const;

/** Returns the sum of all kinds. */
function total(scores: readonly Score[]): Score {
  const sums = columns.map(
    (column) => [column, scores.reduce((sum, score) => sum + score[column], 0)] as const,
  );
  return { kind: 'all', ...(Object.fromEntries(sums) as Omit<Score, 'kind'>) };
}

/** Returns the score in one line: of those that are another store, how many were found. */
export function summarise(scores: readonly Score[]): string {
  const { mutants, refused, asError, asWarning, equivalent, outside, missed } = total(scores);
  const found = asError + asWarning;
  const others = found + outside + missed;
  const rate = (Math.floor((10_000 * found) / others) / 100).toFixed(2);
  return `${mutants} mutants, ${refused} of them refused by SQLite, ${equivalent} equivalent: of the other ${others}, ${found} were found (${rate} %; ${asError} as errors), ${outside} lie outside of what parity compares, ${missed} were missed`;
}

/** Returns the score as the Markdown of docs/parity-mutation.md. */
export function renderScore(scores: readonly Score[]): string {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const line = (score: Score): string => row([score.kind, ...columns.map((column) => score[column])]);
  return [
    `${summarise(scores)}.`,
    '',
    row(['mutation', 'mutants', 'refused by SQLite', 'error', 'warning', 'equivalent', 'outside', 'missed']),
    row(['---', ...columns.map(() => '---:')]),
    ...scores.map(line),
    line({ ...total(scores), kind: '**all**' }),
  ].join('\n');
}

/** Returns why what was not found need not be, as Markdown. */
export function renderSurvivors(): string {
  return [
    '| mutation | of columns of | verdict | why |',
    '| --- | --- | --- | --- |',
    ...survivors.map(
      ({ kind, types, verdict, reason }) =>
        `| ${kind} | ${types?.join(', ') ?? 'any type'} | ${verdict} | ${reason} |`,
    ),
  ].join('\n');
}
