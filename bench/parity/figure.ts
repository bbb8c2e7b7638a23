import type { Machine } from '../harness/machine.ts';

/** One figure beside what it may be at most. */
export interface ParityFigure {
  readonly name: string;
  /** By the clock the least of all rounds, of ratios the middle, of memory the most. */
  readonly value: number;
  readonly unit: 'ms' | '×' | 's' | 'MB';
  /** User and system time of the process, in the same unit; null where it says nothing. */
  readonly cpu: number | null;
  /** Null where the figure only explains another. */
  readonly target: number | null;
  /**
   * What the target is for. Work that waits for nobody is judged by the lesser: the clock counts what the machine does for
   * others, too, and the processor what other threads of the process do at the same time.
   */
  readonly judged: 'clock' | 'lesser';
}

/** The result file of `npm run bench:parity`. */
export interface ParityResult {
  readonly date: string;
  readonly machine: Machine;
  /** Processes that wanted to run, on the average of a minute: before the run and behind it. */
  readonly load: { readonly before: number; readonly after: number };
  readonly versions: { readonly node: string; readonly postgres: string };
  readonly figures: readonly ParityFigure[];
}

/** True where the figure has no target, or meets it. */
export function isMet({ value, cpu, target, judged }: ParityFigure): boolean {
  return target === null || (judged === 'clock' ? value : Math.min(value, cpu ?? value)) <= target;
}
