import type { MigrationReport, StepOutcome, StepState } from '../../core/report.ts';
import { formatDuration, formatTime } from './time.ts';
import type { Tone, View } from './view.ts';

/** How one step of one database looks: a mark that is seen before it is read, and words. */
export interface Sight {
  readonly mark: string;
  readonly tone: Tone;
  readonly text: string;
}

/** What a group of like steps is folded into once it is longer than `most`; `keep` of them stay. */
export interface Fold {
  readonly word: string;
  readonly most: number;
  readonly keep: 'first' | 'last';
  readonly count: number;
}

/** One way of looking at steps: by their state, or by what a run did with them. */
export interface Look {
  readonly sight: (step: MigrationReport, view: View) => Sight;
  /** Null where a step is always shown. */
  readonly fold: (step: MigrationReport) => Fold | null;
}

const stateSights: Readonly<Record<StepState, Sight>> = {
  applied: { mark: '✓', tone: 'good', text: 'applied' },
  adopted: { mark: '✓', tone: 'good', text: 'adopted' },
  superseded: { mark: '✓', tone: 'faint', text: 'superseded' },
  pending: { mark: '○', tone: 'open', text: 'pending' },
  held: { mark: '∙', tone: 'faint', text: 'held' },
  started: { mark: '◐', tone: 'warn', text: 'started' },
  edited: { mark: '✗', tone: 'bad', text: 'edited' },
  missing: { mark: '✗', tone: 'bad', text: 'file missing' },
  unknown: { mark: '✗', tone: 'bad', text: 'unknown here' },
  'out-of-order': { mark: '✗', tone: 'bad', text: 'out of order' },
};

const outcomeSights: Readonly<Record<StepOutcome, Sight>> = {
  applied: { mark: '✓', tone: 'good', text: 'applied' },
  'already-applied': { mark: '✓', tone: 'faint', text: 'already applied' },
  failed: { mark: '✗', tone: 'bad', text: 'failed' },
  'not-run': { mark: '∙', tone: 'faint', text: 'not run' },
  planned: { mark: '○', tone: 'accent', text: 'will run' },
};

const settled: Fold = { word: 'applied', most: 10, keep: 'last', count: 5 };
const waiting: Fold = { word: 'pending', most: 20, keep: 'first', count: 10 };
const alreadyApplied: Fold = { word: 'already applied', most: 1, keep: 'last', count: 0 };
const notRun: Fold = { word: 'not run', most: 20, keep: 'first', count: 10 };

/** Looks at steps by their state, as `status` does: applied ones with their time, held ones with their holder. */
export const stateLook: Look = {
  sight: (step, view) => {
    const sight = stateSights[step.state];
    if (step.heldBy !== null) return { ...sight, text: `held by ${step.heldBy}` };
    if (step.appliedAt === null) return sight;
    const time = formatTime(step.appliedAt, view);
    return { ...sight, text: step.state === 'applied' ? time : `${sight.text}, ${time}` };
  },
  fold: ({ state }) =>
    state === 'applied' || state === 'adopted' || state === 'superseded'
      ? settled
      : state === 'pending' || state === 'held'
        ? waiting
        : null,
};

/**
 * Looks at steps by what a run did or would do with them, as `migrate` and `plan` do; `beyond` has the names of those
 * behind `--to`.
 */
export function lookAtOutcomes(beyond: ReadonlySet<string> = new Set()): Look {
  return { sight: (step, view) => outcomeSight(step, view, beyond), fold: foldOutcome };
}

function outcomeSight(step: MigrationReport, view: View, beyond: ReadonlySet<string>): Sight {
  if (step.outcome === undefined) return stateLook.sight(step, view);
  const sight = outcomeSights[step.outcome];
  if (step.outcome === 'applied' && step.durationMs !== null) {
    return { ...sight, text: `applied in ${formatDuration(step.durationMs)}` };
  }
  // No gate and no holder is the reason that it did not run.
  if (step.outcome === 'not-run' && beyond.has(step.name)) return { ...sight, text: 'beyond --to' };
  if (step.outcome === 'not-run' && step.heldBy !== null) {
    return { ...sight, text: `held by ${step.heldBy}` };
  }
  if (step.outcome === 'not-run' && isGated(step)) {
    return { ...sight, text: 'gate closed' };
  }
  return sight;
}

function foldOutcome({ outcome }: MigrationReport): Fold | null {
  return outcome === 'already-applied' ? alreadyApplied : outcome === 'not-run' ? notRun : null;
}

function isGated({ state, category }: MigrationReport): boolean {
  return state === 'pending' && (category === 'release' || category === 'data');
}
