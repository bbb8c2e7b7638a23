import type { Migration } from '../../core/migration.ts';
import type { Schema } from '../../core/schema.ts';
import type { AcceptedDifference, Comparison, Difference, StaleException } from '../difference.ts';
import type { VersionParity } from '../report.ts';
import type { CompareAt } from './compare-at.ts';
import { originsOf, type FindOrigin } from './origins.ts';

/** Both schemas behind one step. */
export interface VersionPair {
  readonly migration: Migration;
  readonly postgres: Schema;
  readonly sqlite: Schema;
}

/** What comparing the versions of a chain gives. */
export interface JudgedVersions {
  readonly tables: readonly string[];
  readonly head: string | null;
  readonly versions: readonly VersionParity[];
  readonly firstDiverged: string | null;
  readonly differences: readonly Difference[];
  readonly accepted: readonly AcceptedDifference[];
  readonly staleExceptions: readonly StaleException[];
  readonly notCompared: Comparison['notCompared'];
}

/**
 * Returns the differences at the head, each with the first step behind which it stood without a break up to there; with
 * `each` also what stood on the way only. An exception is stale where it matches nothing behind any step, whichever was
 * asked for: what an old version needs cannot be taken out of the file, because versions are never changed. One whose
 * recorded values are not the head's is stale all the same.
 */
export function judgeVersions(
  pairs: readonly VersionPair[],
  compareAt: CompareAt,
  at: 'head' | 'each',
): JudgedVersions {
  const last = pairs.length - 1;
  const chain = pairs.map(({ migration }) => migration);
  if (last < 0) return nothing;
  const head = compareAt(last);
  const since = sinceOf(pairs, head, compareAt);
  const passed = at === 'each' ? passedDifferences(pairs, compareAt) : [];
  const place = locate(chain);
  const differences = [
    ...head.differences.map((difference) => place({ ...difference, since: since(difference) }, last)),
    ...passed.map(({ difference, end }) => place(difference, end)),
  ];
  return {
    tables: head.tables,
    head: chain[last]?.id ?? null,
    versions: at === 'each' ? pairs.map((_, index) => versionAt(pairs, compareAt, index)) : [],
    firstDiverged: firstDiverged(chain, differences),
    differences,
    accepted: head.accepted.map(({ difference, exception }) => ({
      difference: place({ ...difference, since: since(difference) }, last),
      exception,
    })),
    staleExceptions: staleAt(head, last, compareAt),
    notCompared: head.notCompared,
  };
}

const nothing: JudgedVersions = {
  tables: [],
  head: null,
  versions: [],
  firstDiverged: null,
  differences: [],
  accepted: [],
  staleExceptions: [],
  notCompared: [],
};

/** Goes back from the head as far as any of its differences stands. */
function sinceOf(
  pairs: readonly VersionPair[],
  head: Comparison,
  compareAt: CompareAt,
): (difference: Difference) => string | null {
  const first = new Map<string, number>();
  let open = new Set(everyId(head));
  for (let place = pairs.length - 1; place >= 0 && open.size > 0; place--) {
    const here = new Set(everyId(compareAt(place)));
    open = new Set([...open].filter((id) => here.has(id)));
    for (const id of open) first.set(id, place);
  }
  return ({ id }) => pairs[first.get(id) ?? -1]?.migration.id ?? null;
}

function everyId({ differences, accepted }: Comparison): readonly string[] {
  return [...differences.map(({ id }) => id), ...accepted.map(({ difference }) => difference.id)];
}

/** Those that stood behind a step and do not at the head; `end` is the last step behind which they did. */
function passedDifferences(
  pairs: readonly VersionPair[],
  compareAt: CompareAt,
): readonly { readonly difference: Difference; readonly end: number }[] {
  const atHead = new Set(everyId(compareAt(pairs.length - 1)));
  const passed = new Map<string, { difference: Difference; end: number }>();
  for (const [place, { migration }] of pairs.entries()) {
    for (const difference of compareAt(place).differences) {
      if (atHead.has(difference.id)) continue;
      const since = passed.get(difference.id)?.difference.since ?? migration.id;
      passed.set(difference.id, { difference: { ...difference, since }, end: place });
    }
  }
  return [...passed.values()];
}

function versionAt(pairs: readonly VersionPair[], compareAt: CompareAt, place: number): VersionParity {
  const here = compareAt(place).differences;
  const before = place === 0 ? [] : compareAt(place - 1).differences;
  const ids = new Set(here.map(({ id }) => id));
  const idsBefore = new Set(before.map(({ id }) => id));
  const { id, name } = pairs[place]!.migration;
  const count = (severity: Difference['severity']): number =>
    here.filter((difference) => difference.severity === severity).length;
  return {
    step: id,
    name,
    appeared: here
      .filter((difference) => !idsBefore.has(difference.id))
      .map((difference) => ({ ...difference, since: id })),
    settled: before.flatMap((difference) => (ids.has(difference.id) ? [] : [difference.id])),
    errors: count('error'),
    warnings: count('warning'),
  };
}

function firstDiverged(chain: readonly Migration[], differences: readonly Difference[]): string | null {
  const steps = new Set(differences.filter(({ severity }) => severity === 'error').map(({ since }) => since));
  return chain.find(({ id }) => steps.has(id))?.id ?? null;
}

/** Those that match nothing at the head, and matched behind no step before it. */
function staleAt(head: Comparison, last: number, compareAt: CompareAt): readonly StaleException[] {
  const open = new Set(head.differences.map(({ id }) => id));
  return head.staleExceptions.filter((stale) => {
    if (open.has(stale.exception.id)) return true;
    for (let place = last - 1; place >= 0; place--) {
      const { accepted, staleExceptions } = compareAt(place);
      const isStale = staleExceptions.some(({ exception }) => exception.id === stale.exception.id);
      const isMatched = accepted.some(({ exception }) => exception.id === stale.exception.id);
      if (isMatched || !isStale) return false;
    }
    return true;
  });
}

/** Gives a difference the place of the statement that last touched it on each side, up to the step at `end`. */
function locate(chain: readonly Migration[]): (difference: Difference, end: number) => Difference {
  const known = new Map<number, { readonly postgres: FindOrigin; readonly sqlite: FindOrigin }>();
  return (difference, end) => {
    const steps = chain.slice(0, end + 1);
    const origins = known.get(end) ?? {
      postgres: originsOf('postgres', steps),
      sqlite: originsOf('sqlite', steps),
    };
    known.set(end, origins);
    return {
      ...difference,
      files: { postgres: origins.postgres(difference), sqlite: origins.sqlite(difference) },
    };
  };
}
