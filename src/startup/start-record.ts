import type { RunEvent } from '../core/events.ts';
import type { HistoryRow } from '../core/history.ts';
import type { ModulePlan } from '../core/plan.ts';
import type { LockWatch, ModuleState } from '../migrate/run.ts';

/** One migration of a module. */
interface Step {
  readonly module: string;
  readonly migration: string;
}

/** What one start has seen and done so far. */
export class StartRecord {
  /** By this process. */
  readonly applied: Step[] = [];
  /** By other processes, since the first look. */
  readonly byOthers: Step[] = [];
  /** Announced and neither applied nor failed; it may still wait for the lock. */
  inFlight: Step | null = null;
  isWaiting = false;
  /** True where the first look found an empty database or a standing install. */
  installs = false;
  /** A script whose connection was given up for a stop has failed, too. */
  #failed: Step | null = null;
  #planned: readonly Step[] = [];
  readonly #known = new Map<string, Set<string>>();

  /** Takes down what the start means to apply. */
  plan(plans: readonly ModulePlan[]): void {
    this.#planned = plans.flatMap(({ module, rounds }) =>
      rounds.map(({ migration }) => ({ module: module.name, migration: migration.name })),
    );
  }

  onEvent(event: RunEvent): void {
    if (event.type === 'migration-started')
      this.inFlight = { module: event.module, migration: event.migration };
    if (event.type === 'history-moved') this.inFlight = null;
    if (event.type === 'migration-failed') [this.#failed, this.inFlight] = [this.inFlight, null];
    if (event.type !== 'migration-applied') return;
    this.inFlight = null;
    this.applied.push({ module: event.module, migration: event.migration });
    this.#known.get(event.module)?.add(event.migration);
  }

  get lockWatch(): Pick<LockWatch, 'began' | 'ended'> {
    return {
      began: () => (this.isWaiting = true),
      ended: () => (this.isWaiting = false),
    };
  }

  /** Returns the rows that other processes have written since the last look; none at the first one. */
  notice({
    module,
    history,
  }: {
    readonly module: string;
    readonly history: readonly HistoryRow[];
  }): readonly HistoryRow[] {
    const known = this.#known.get(module);
    if (known === undefined) {
      this.#known.set(module, new Set(history.map(({ name }) => name)));
      return [];
    }
    const fresh = history.filter(({ name }) => !known.has(name));
    for (const { name } of fresh) {
      known.add(name);
      this.byOthers.push({ module, migration: name });
    }
    return fresh;
  }

  /** What was to be applied and has not been begun. */
  notBegun(): readonly Step[] {
    const begun = [...this.applied, ...this.byOthers, this.rolledBack()];
    return this.#planned.filter(
      (step) => !begun.some((other) => other?.module === step.module && other.migration === step.migration),
    );
  }

  /** The migration that had begun when the start was stopped, or null. */
  rolledBack(): Step | null {
    return this.isWaiting ? null : (this.inFlight ?? this.#failed);
  }
}

/** The part of a module's state that a record looks at. */
export function noticed({ module, snapshot }: ModuleState): {
  readonly module: string;
  readonly history: readonly HistoryRow[];
} {
  return { module: module.name, history: snapshot.history };
}
