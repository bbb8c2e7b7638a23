import { type Engine, engineTitles } from '../../core/engine.ts';
import type { Trigger } from '../../core/schema.ts';
import { checksum } from '../../sql/checksum.ts';
import { tokenize } from '../../sql/tokenize.ts';
import { comparable } from '../normalise/comparable.ts';
import type { Difference, DifferenceSide } from '../difference.ts';
import { triggerFragment } from '../fragments.ts';
import {
  matchTriggers,
  type TriggerOwner,
  type TriggerUnit,
  triggersOf,
  whenOf,
} from '../matching/match-triggers.ts';
import { type Comparing, differenceOf, otherSide, type Rule } from '../rule.ts';
import { spellList, spellName } from '../spell-name.ts';

/** When a trigger fires; what it does is its own language on each engine. */
export const triggerRule: Rule = {
  name: 'trigger',
  reports: [{ kind: 'trigger', severity: 'error' }],
  summary:
    'A table or view has a trigger on one side only, or one with another timing, UPDATE OF columns, WHEN condition or FOR EACH. What it does is not compared. Triggers on TRUNCATE are left out: SQLite has none. Disabled triggers are missing.',
  find: (comparing) =>
    triggersOf(comparing.schemas).flatMap((owner) => {
      const { pairs, lonely } = matchTriggers(owner, comparing.normaliser);
      return [
        ...lonely.map(({ side, trigger, units }) => missing(owner.label, side, trigger, units)),
        ...pairs.flatMap((pair) => {
          const values = {
            postgres: valueOf(pair.postgres, 'postgres', owner, comparing),
            sqlite: valueOf(pair.sqlite, 'sqlite', owner, comparing),
          };
          if (comparable(values.postgres) === comparable(values.sqlite)) return [];
          const object = `${owner.label}.${spellName(pair.postgres.trigger.name)}`;
          return differenceOf({
            kind: 'trigger',
            severity: 'error',
            object,
            table: owner.label,
            message: `The trigger ${object} fires ${values.postgres} on PostgreSQL and ${values.sqlite} on SQLite.`,
            postgres: { value: values.postgres, ddl: triggerFragment(pair.postgres.trigger) },
            sqlite: { value: values.sqlite, ddl: triggerFragment(pair.sqlite.trigger) },
          });
        }),
      ];
    }),
};

function missing(
  label: string,
  side: 'postgres' | 'sqlite',
  trigger: Trigger,
  units: readonly TriggerUnit[],
): Difference {
  const events = units.map(({ event }) => event).join(' or ');
  const own: DifferenceSide = {
    // What it does is part of what is accepted: another body has to be looked at again.
    value: `${trigger.timing} ${events} for each ${trigger.forEach}, ${digestOf(side, trigger)}`,
    ddl: triggerFragment(trigger),
  };
  return differenceOf({
    kind: 'trigger',
    severity: 'error',
    object: `${label}.${spellName(trigger.name)}`,
    table: label,
    message: `${engineTitles[otherSide[side]]} has no trigger ${trigger.timing} ${events} on ${label} like ${trigger.name}: what it does or refuses happens on one side only.`,
    postgres: side === 'postgres' ? own : null,
    sqlite: side === 'postgres' ? null : own,
  });
}

/** Short, and the same however the text is set: eight digits of the checksum of its tokens. */
function digestOf(side: Engine, { definition }: Trigger): string {
  const words = tokenize(side, definition).filter(({ kind }) => kind !== 'comment');
  return checksum(words.map(({ text }) => text).join(' ')).slice(0, 'sha256:'.length + 8);
}

function valueOf(
  { trigger, event }: TriggerUnit,
  side: Engine,
  owner: TriggerOwner,
  { normaliser }: Comparing,
): string {
  const columns =
    event === 'update' && trigger.columns.length > 0 ? ` of ${spellList(trigger.columns.toSorted())}` : '';
  const when = whenOf(trigger, side, owner, normaliser);
  return `${trigger.timing} ${event}${columns} for each ${trigger.forEach}${when === '' ? '' : ` when ${when}`}`;
}
