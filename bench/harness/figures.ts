import type { Engine } from './generate-files.ts';
import type { Participant } from './participant.ts';
import { median, pairedRatio } from './statistics.ts';

/** One line of a result: what one participant took, beside the floor. */
export interface Figure {
  readonly measure: string;
  readonly variant: string;
  readonly engine: Engine;
  readonly count: number;
  readonly participant: string;
  readonly rounds: number;
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly cpuMs: number;
  /** Median of the ratios to the first participant in the same round. */
  readonly ratio: number;
  readonly cpuRatio: number;
}

interface Taken {
  readonly ms: number;
  readonly cpuMs: number;
}

/** Returns a figure per participant; ratios are to the first one. */
export function figuresOf<R>(
  measure: string,
  variant: string,
  engine: Engine,
  count: number,
  results: ReadonlyMap<Participant, readonly R[]>,
  read: (result: R) => Taken,
): readonly Figure[] {
  const all = [...results].map(([{ name }, runs]) => ({ name, taken: runs.map(read) }));
  const base = all[0]?.taken ?? [];
  return all.map(({ name, taken }) => {
    const ms = taken.map((each) => each.ms);
    const cpuMs = taken.map((each) => each.cpuMs);
    return {
      measure,
      variant,
      engine,
      count,
      participant: name,
      rounds: ms.length,
      medianMs: median(ms),
      minMs: Math.min(...ms),
      maxMs: Math.max(...ms),
      cpuMs: median(cpuMs),
      ratio: pairedRatio(
        ms,
        base.map((each) => each.ms),
      ),
      cpuRatio: pairedRatio(
        cpuMs,
        base.map((each) => each.cpuMs),
      ),
    };
  });
}
