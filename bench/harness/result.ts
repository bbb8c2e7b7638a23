import type { KillFigure } from '../measures/kill.ts';
import type { LatencyFigure } from '../measures/latency.ts';
import type { ProbeFigure } from '../measures/probe.ts';
import type { QueryFigure } from '../measures/queries.ts';
import type { RaceFigure } from '../measures/race.ts';
import type { RebuildFigure } from '../measures/rebuild.ts';
import type { ImportFigure } from '../measures/start.ts';
import type { Failure } from './bench.ts';
import type { Figure } from './figures.ts';
import type { Machine } from './machine.ts';

/** The result file. A section is missing where its measure was not run. */
export interface Result {
  readonly date: string;
  readonly seconds: number;
  /** Of the moments of the kills. */
  readonly seed: number;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  readonly failures: readonly Failure[];
  readonly figures: readonly Figure[];
  readonly queries: readonly QueryFigure[];
  readonly race: readonly RaceFigure[];
  readonly latency: readonly LatencyFigure[];
  readonly imports: readonly ImportFigure[];
  readonly kills: readonly KillFigure[];
  readonly rebuilds: readonly RebuildFigure[];
  readonly probes: readonly ProbeFigure[];
  readonly growth: readonly Figure[];
}
