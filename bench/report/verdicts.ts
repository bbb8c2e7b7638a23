import type { Figure } from '../harness/figures.ts';
import type { Result } from '../harness/result.ts';
import { roundTripTarget, targetOf } from '../harness/targets.ts';
import { engineName } from './format.ts';

/** A target of Lockstep's and what came of it. */
export interface Verdict {
  readonly what: string;
  readonly target: string;
  readonly figure: string;
  readonly isMet: boolean;
}

const names: Readonly<Record<string, string>> = {
  apply: '(1) apply',
  start: '(2) start with nothing pending',
  status: '`lockstep status`, beside a bare process',
};

/** Returns a verdict for every target of which the result has the figure. */
export function judgeTargets(result: Partial<Result>): readonly Verdict[] {
  const { figures = [], queries = [], race = [], latency = [], kills = [], rebuilds = [] } = result;
  const isOurs = ({ participant }: { readonly participant: string }): boolean => participant === 'lockstep';
  return [
    ...figures.flatMap((figure) => ratioVerdict(figure)),
    ...queries.filter(isOurs).map((each) => ({
      what: `(2) queries of a start, ${engineName(each.engine)}`,
      target: '1, no DDL, no lock',
      figure: `${each.queries}, ${each.ddl} DDL, ${each.locks} locks`,
      isMet: each.queries === 1 && each.ddl === 0 && each.locks === 0,
    })),
    ...race.filter(isOurs).map((each) => ({
      what: `(3) ${each.processes} processes, ${engineName(each.engine)}`,
      target: '0 failed, 0 twice',
      figure: `${each.failed} failed, ${each.twice} twice`,
      isMet: each.failed + each.twice + each.missing === 0,
    })),
    ...latency.filter(isOurs).map((each) => ({
      what: '(4) round trips per migration',
      target: `at most ${roundTripTarget}`,
      figure: each.perMigration.toFixed(2),
      isMet: each.perMigration <= roundTripTarget,
    })),
    ...(['sqlite', 'postgres'] as const).flatMap((engine) => aheadVerdicts(result, engine)),
    ...kills.filter(isOurs).map((each) => ({
      what: `(6) kills, ${engineName(each.engine)}`,
      target: '0 stuck, 0 wrong',
      figure: `${each.stuck} stuck, ${each.wrong} wrong of ${each.kills}`,
      isMet: each.stuck + each.wrong === 0,
    })),
    ...rebuilds.filter(isOurs).map((each) => ({
      what: '(7) children lost in a rebuild',
      target: '0',
      figure: `${each.children - each.left}`,
      isMet: each.children === each.left && each.error === null,
    })),
  ];
}

function ratioVerdict(figure: Figure): readonly Verdict[] {
  const target = targetOf(figure);
  if (target === null) return [];
  const variant = figure.measure === 'status' ? '' : `, ${figure.variant}`;
  return [
    {
      what: `${names[figure.measure]}${variant}, ${engineName(figure.engine)}`,
      target: `at most ${target.toFixed(2)}×`,
      figure: `${figure.ratio.toFixed(2)}×`,
      isMet: figure.ratio <= target,
    },
  ];
}

/** "Ahead of every peer" on (1) to (4): where the median is the lowest of all tools. */
function aheadVerdicts(result: Partial<Result>, engine: 'sqlite' | 'postgres'): readonly Verdict[] {
  const { figures = [], race = [], latency = [] } = result;
  const timesOf = (measure: string, variant: string) =>
    figures
      .filter((each) => each.engine === engine && each.measure === measure && each.variant === variant)
      .map(({ participant, medianMs }) => ({ participant, value: medianMs }));
  const groups: readonly (readonly [string, readonly Entry[]])[] = [
    ['(1) ahead of every peer, in-process', timesOf('apply', 'in-process')],
    ['(1) ahead of every peer, whole process', timesOf('apply', 'whole process')],
    ['(2) ahead of every peer, in-process', timesOf('start', 'in-process')],
    ['(2) ahead of every peer, whole process', timesOf('start', 'whole process')],
    [
      '(3) ahead of every peer without failures, wall time',
      // Who gives up at once is done sooner.
      race
        .filter((each) => each.engine === engine && each.failed + each.twice + each.missing === 0)
        .map(({ participant, medianMs }) => ({ participant, value: medianMs })),
    ],
    [
      '(4) ahead of every peer, wall time',
      engine === 'sqlite'
        ? []
        : latency.map(({ participant, medianMs }) => ({ participant, value: medianMs })),
    ],
  ];
  return groups.flatMap(([what, entries]) => {
    const ours = entries.find(({ participant }) => participant === 'lockstep');
    const theirs = entries.filter(({ participant }) => !/^(lockstep|floor)/.test(participant));
    if (ours === undefined || theirs.length === 0) return [];
    const faster = theirs.filter(({ value }) => value < ours.value).map(({ participant }) => participant);
    return [
      {
        what: `${what}, ${engineName(engine)}`,
        target: 'the fastest tool',
        figure: faster.length === 0 ? 'the fastest' : `behind ${faster.join(', ')}`,
        isMet: faster.length === 0,
      },
    ];
  });
}

interface Entry {
  readonly participant: string;
  readonly value: number;
}
