import type { AppliedRow, Series, StepWrite } from '../port.ts';

/** How far a series is: what has been told, and what is left. */
export class SeriesCourse {
  readonly #series: Series;
  readonly #onApplied: (row: AppliedRow) => boolean;
  #told = 0;
  #isStopped = false;
  #expected: StepWrite['expected'];

  constructor(series: Series, onApplied: (row: AppliedRow) => boolean) {
    this.#series = series;
    this.#onApplied = onApplied;
    this.#expected = series.expected;
  }

  get signal(): AbortSignal | undefined {
    return this.#series.signal;
  }

  /** The first step that was not told of, with what it has to find. */
  get next(): StepWrite | null {
    return this.#writeAt(this.#told);
  }

  /** The step so many behind the next one, as far as it is known by now; null where none is or nothing more is to begin. */
  ahead(count: number): StepWrite | null {
    return this.#isStopped || this.signal?.aborted === true ? null : this.#writeAt(this.#told + count);
  }

  /** True where nothing is left to begin. */
  get isOver(): boolean {
    return this.#isStopped || this.next === null;
  }

  tell(row: AppliedRow): void {
    const { install } = this.#series.steps[this.#told]!;
    this.#told += 1;
    const installTarget = installTargetAfter(install, this.#expected.installTarget);
    this.#expected = { format: 'current', revision: row.revision, installTarget };
    if (!this.#onApplied(row)) this.#isStopped = true;
  }

  #writeAt(index: number): StepWrite | null {
    const step = this.#series.steps[index];
    if (step === undefined) return null;
    const { history, appliedBy, signal } = this.#series;
    return { ...step, history, appliedBy, signal, expected: this.#expected };
  }
}

/** The install marker that a step leaves. */
export function installTargetAfter(install: StepWrite['install'], before: string | null): string | null {
  if (install.kind === 'keep') return before;
  return install.kind === 'set' ? install.target : null;
}
