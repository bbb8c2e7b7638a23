import type { Engine } from './generate-files.ts';
import { median, pairedRatio } from './statistics.ts';

/** One line of a result: what one participant took, beside the one that its group is compared with. */
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
  /** User and system time of the participant's process. */
  readonly cpuMs: number;
  /** The same of the server's sessions; 0 without a server. */
  readonly serverCpuMs: number;
  /** Median of the ratios, each to what is compared with in the same round. */
  readonly ratio: number;
  readonly cpuRatio: number;
}

export interface Taken {
  readonly ms: number;
  readonly cpuMs: number;
  readonly serverCpuMs?: number;
}

export interface FigureGroup {
  readonly measure: string;
  readonly variant: string;
  readonly engine: Engine;
  readonly count: number;
}

/** Returns a figure per participant for which `read` returns something; ratios are to `base`, by default the first one. */
export function figuresOf<R>(
  group: FigureGroup,
  results: ReadonlyMap<{ readonly name: string }, readonly R[]>,
  read: (result: R) => Taken | null,
  base?: string,
): readonly Figure[] {
  const all = [...results]
    .map(([{ name }, runs]) => ({ name, taken: runs.map(read).filter((each) => each !== null) }))
    .filter(({ taken }) => taken.length > 0);
  const compared = (all.find(({ name }) => name === base) ?? all[0])?.taken ?? [];
  return all.map(({ name, taken }) => {
    const ms = taken.map((each) => each.ms);
    const cpuMs = taken.map((each) => each.cpuMs);
    const rounded = (value: number): number => Math.round(value * 1000) / 1000;
    return {
      ...group,
      participant: name,
      rounds: ms.length,
      medianMs: rounded(median(ms)),
      minMs: rounded(Math.min(...ms)),
      maxMs: rounded(Math.max(...ms)),
      cpuMs: rounded(median(cpuMs)),
      serverCpuMs: rounded(median(taken.map((each) => each.serverCpuMs ?? 0))),
      ratio: rounded(
        pairedRatio(
          ms,
          compared.map((each) => each.ms),
        ),
      ),
      cpuRatio: rounded(
        pairedRatio(
          cpuMs,
          compared.map((each) => each.cpuMs),
        ),
      ),
    };
  });
}
