import type { Engine } from '../../core/engine.ts';
import type { Trigger, TriggerEvent } from '../../core/schema.ts';
import { lowerAscii } from '../../sql/names.ts';
import { comparable } from '../normalise/comparable.ts';
import type { Normaliser } from '../normalise/normaliser.ts';
import type { SchemaPair, TablePair } from '../pairing/pair-schemas.ts';

/** One event of a trigger: SQLite needs a trigger for each. */
export interface TriggerUnit {
  readonly trigger: Trigger;
  readonly event: TriggerEvent;
}

export interface MatchedTriggers {
  readonly pairs: readonly { readonly postgres: TriggerUnit; readonly sqlite: TriggerUnit }[];
  /** Those with an event for which the other side has none. */
  readonly lonely: readonly {
    readonly side: Engine;
    readonly trigger: Trigger;
    readonly units: readonly TriggerUnit[];
  }[];
}

/** A table or view that both sides have, with its triggers. */
export interface TriggerOwner {
  readonly label: string;
  readonly postgres: readonly Trigger[];
  readonly sqlite: readonly Trigger[];
  /** Null for a view, whose columns have no types here. */
  readonly contexts: TablePair['contexts'] | null;
}

/** Returns every table and view that both sides have. */
export function triggersOf({ tables, views }: SchemaPair): readonly TriggerOwner[] {
  return [
    ...tables.map(({ label, postgres, sqlite, contexts }) => ({
      label,
      postgres: postgres.triggers,
      sqlite: sqlite.triggers,
      contexts,
    })),
    ...views.map(({ label, postgres, sqlite }) => ({
      label,
      postgres: postgres.triggers,
      sqlite: sqlite.triggers,
      contexts: null,
    })),
  ];
}

type KeyOf = (unit: TriggerUnit, when: string) => string;

const bySituation: KeyOf = ({ trigger, event }) =>
  [trigger.timing, event, trigger.forEach, trigger.columns.toSorted().join()].join(' ');

/** From the same name and moment to the same event at another moment. */
const tiers: readonly KeyOf[] = [
  (unit) => `${lowerAscii(unit.trigger.name)} ${unit.trigger.timing} ${unit.event}`,
  (unit, when) => `${bySituation(unit, when)} ${when}`,
  (unit, when) => `${bySituation(unit, when)} ${when === ''}`,
  bySituation,
  ({ trigger, event }) => `${trigger.timing} ${event}`,
  ({ event }) => event,
];

/** Returns a trigger's WHEN in the normal form; empty where it has none, and as it is written on a view. */
export function whenOf(
  { when }: Trigger,
  side: Engine,
  { contexts }: Pick<TriggerOwner, 'contexts'>,
  normaliser: Normaliser,
): string {
  if (when === null || contexts === null) return when ?? '';
  return normaliser
    .conditions(when, contexts[side])
    .map(({ text }) => text)
    .join(' AND ');
}

/** Returns which triggers answer each other. Those on TRUNCATE and those that are disabled are none. */
export function matchTriggers(
  owner: Pick<TriggerOwner, Engine | 'contexts'>,
  normaliser: Normaliser,
): MatchedTriggers {
  const open = { postgres: new Set(unitsOf(owner.postgres)), sqlite: new Set(unitsOf(owner.sqlite)) };
  const read = (unit: TriggerUnit, side: Engine): string =>
    comparable(whenOf(unit.trigger, side, owner, normaliser));
  const pairs: { postgres: TriggerUnit; sqlite: TriggerUnit }[] = [];
  for (const keyOf of tiers) {
    for (const unit of open.postgres) {
      const key = keyOf(unit, read(unit, 'postgres'));
      const partner = [...open.sqlite].find((other) => keyOf(other, read(other, 'sqlite')) === key);
      if (partner === undefined) continue;
      open.postgres.delete(unit);
      open.sqlite.delete(partner);
      pairs.push({ postgres: unit, sqlite: partner });
    }
  }
  const lonely = (['postgres', 'sqlite'] as const).flatMap((side) => {
    const groups = Map.groupBy(open[side], ({ trigger }) => trigger);
    return [...groups].map(([trigger, units]) => ({ side, trigger, units }));
  });
  return { pairs, lonely };
}

function unitsOf(triggers: readonly Trigger[]): readonly TriggerUnit[] {
  return triggers
    .filter(({ isEnabled }) => isEnabled)
    .flatMap((trigger) =>
      trigger.events.filter((event) => event !== 'truncate').map((event) => ({ trigger, event })),
    );
}
