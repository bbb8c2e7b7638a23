import type { Engine } from './engine.ts';
import { type ChainIndex, kindOf } from './index-chain.ts';
import type { LoadedModule, Migration } from './migration.ts';
import type { StepState } from './report.ts';
import { parseStepName } from './step-id.ts';

/** What a recorded name that no file has means. */
export type StrayVerdict =
  /** A squashed baseline stands for it, and its range is applied. */
  | { readonly kind: 'superseded' }
  /** A squashed baseline stands for it, but the database has not reached the end of the range. */
  | { readonly kind: 'unfinished'; readonly baseline: Migration }
  | { readonly kind: 'too-old' }
  | { readonly kind: 'newer' }
  | { readonly kind: 'missing' }
  /** Unreadable, or the number of a file with another name, at `place`. */
  | { readonly kind: 'unknown'; readonly file: string | null; readonly place: number | null };

/** How a report shows a row with that verdict. */
export const strayStates: { readonly [K in StrayVerdict['kind']]: StepState } = {
  superseded: 'superseded',
  unfinished: 'missing',
  'too-old': 'missing',
  newer: 'unknown',
  missing: 'missing',
  unknown: 'unknown',
};

/** Returns what a recorded name without a file means; `satisfied` are the baselines whose range is applied. */
export function judgeStray(
  module: LoadedModule,
  engine: Engine,
  index: ChainIndex,
  satisfied: ReadonlySet<Migration>,
  name: string,
): StrayVerdict {
  const step = parseStepName(module.profile, name);
  if (step === null) return { kind: 'unknown', file: null, place: null };
  const { series, number } = step;
  if (series === 'V') {
    const covering = index.replacers.filter((baseline) => covers(baseline, number));
    const [baseline] = covering;
    if (covering.some((each) => satisfied.has(each))) return { kind: 'superseded' };
    if (baseline !== undefined) return { kind: 'unfinished', baseline };
    if (module.baseline.policy === 'reset' && number < module.baseline.version) return { kind: 'too-old' };
  }
  if (number > index.highest(kindOf(module.profile, series, number))) return { kind: 'newer' };
  const place = index.atNumber(series, number);
  if (place === undefined) return { kind: 'missing' };
  return { kind: 'unknown', file: module.chain[place]?.scripts[engine]?.file ?? null, place };
}

/**
 * Returns the squashed baselines that have nothing to do on a database: applied themselves, or with the last version of
 * their range among the recorded names. Versions never run out of order, so the last one stands for all of them.
 */
export function satisfiedBaselines(
  { profile }: LoadedModule,
  index: ChainIndex,
  strayNames: readonly string[],
  isApplied: (baseline: Migration) => boolean,
): ReadonlySet<Migration> {
  if (index.replacers.length === 0) return new Set();
  const versions = new Set<number>();
  for (const name of strayNames) {
    const step = parseStepName(profile, name);
    if (step?.series === 'V') versions.add(step.number);
  }
  return new Set(
    index.replacers.filter(
      (baseline) => isApplied(baseline) || (baseline.replaces !== null && versions.has(baseline.replaces.to)),
    ),
  );
}

function covers({ replaces }: Migration, number: number): boolean {
  return replaces !== null && replaces.from <= number && number <= replaces.to;
}
