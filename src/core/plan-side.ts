import type { Engine } from './engine.ts';
import type { ChainIndex } from './index-chain.ts';
import type { Judgement } from './judge-history.ts';
import type { PlanDatabase } from './plan.ts';

/** One database of a run, judged, with what the planner asks about it at every step. */
export interface Side {
  readonly database: PlanDatabase;
  readonly engine: Engine;
  readonly judgement: Judgement;
  /**
   * The place of the target of a standing install marker, or -1. A marker whose target is applied has done its work
   * (only a mend by hand leaves one behind): the gates are closed again, and the next write clears it.
   */
  readonly standing: number;
  /** The place of the last applied step in the order of the chain, or -1. */
  readonly reached: number;
}

/** Returns a judged database as the planner sees it. */
export function buildSide(database: PlanDatabase, judgement: Judgement, index: ChainIndex): Side {
  const { installTarget } = database.snapshot;
  const target = installTarget === null ? -1 : (index.byName.get(installTarget) ?? -1);
  return {
    database,
    engine: database.engine,
    judgement,
    standing: target >= 0 && judgement.settled[target] === null ? target : -1,
    reached: judgement.settled.findLastIndex((state) => state !== null),
  };
}

/** The sides that lack a step, by its place, ascending; a step that none lacks is not among them. */
export type Lacking = ReadonlyMap<number, readonly Side[]>;

/** Returns the open steps of all sides. */
export function lackingSides(sides: readonly Side[]): Lacking {
  const places = sides.length === 1 ? sides[0]!.judgement.open : allOpen(sides);
  return new Map(
    places.map((place) => [place, sides.filter(({ judgement }) => judgement.settled[place] === null)]),
  );
}

function allOpen(sides: readonly Side[]): readonly number[] {
  const places = new Set(sides.flatMap(({ judgement }) => judgement.open));
  return [...places].toSorted((one, other) => one - other);
}
